from datetime import datetime

from booking.actions.due import answer_due
from booking.actions.moves import closed, opened, waiting
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, WrongState
from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.spaces import policy_of
from booking.rules import notices
from booking.rules.intake import wrong_text
from booking.rules.lifecycle import FOR_APPLICANT, FOR_STAFF, TENTATIVE


@transaction
def send_back(reservation_id: int, *, by: Actor, now: datetime, question: str) -> Reservation:
    """Returns a request to its applicant with a question; from now on it runs out (D15).

    Raises Invalid, NotFound, Forbidden, WrongState.
    """
    if faults := _faults(question):
        raise Invalid(faults)
    found, before = opened(reservation_id, "approve", by, now)
    space = found.spaces[0]
    days = policy_of(space).answer_within_days
    for occurrence in _coming(found, now):
        due_at = answer_due(space, occurrence.starts_at, days, now)
        occurrence.waiting_for, occurrence.waiting_since_at = FOR_APPLICANT, now
        occurrence.question, occurrence.expires_at = question.strip(), due_at
    tell(notices.RETURNED, found, now)
    closed(found, before, "return", by, now, "staff", question.strip())
    return found


def _coming(found: Reservation, now: datetime) -> list[Occurrence]:
    """A request ends where its meeting begins (D15). Raises WrongState."""
    coming = [
        occurrence
        for occurrence in waiting(found.occurrences, found, FOR_STAFF)
        if occurrence.starts_at > now
    ]
    if not coming:
        raise WrongState(status=found.status, wanted=TENTATIVE)
    return coming


def _faults(question: str) -> list[BrokenRule]:
    if not question.strip():
        return [BrokenRule("missing", "question")]
    return list(wrong_text("question", question, "answer"))
