from collections.abc import Mapping
from datetime import datetime

from booking.actions.moves import closed, opened, waiting
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid
from booking.models import Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.policies import asked
from booking.rules import notices
from booking.rules.intake import wrong_text
from booking.rules.lifecycle import FOR_APPLICANT, FOR_STAFF
from booking.rules.questions import broken_answers


@transaction
def answer(
    reservation_id: int, *, by: Actor, now: datetime, description: str, answers: Mapping[str, str]
) -> Reservation:
    """The applicant's turn after a return: the request waits for staff again.

    Raises Invalid, NotFound, Forbidden, WrongState.
    """
    found, before = opened(reservation_id, "answer", by)
    if faults := _faults(found, description, answers):
        raise Invalid(faults)
    for occurrence in waiting(found, FOR_APPLICANT):
        occurrence.waiting_for, occurrence.waiting_since_at = FOR_STAFF, now
        occurrence.expires_at = None
    found.description, found.answers = description.strip(), {**found.answers, **answers}
    tell(notices.ANSWERED, found, now)
    closed(found, before, "answer", by, now)
    return found


def _faults(found: Reservation, description: str, answers: Mapping[str, str]) -> list[BrokenRule]:
    texts = [wrong_text("description", description)]
    texts += [wrong_text(f"answers.{slug}", text, "answer") for slug, text in answers.items()]
    questions = asked([question for space in found.spaces for question in space.questions])
    given = {**found.answers, **answers}
    return [fault for faults in texts for fault in faults] + list(broken_answers(questions, given))
