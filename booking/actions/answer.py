from collections.abc import Mapping
from datetime import datetime

from booking.actions.moves import closed, opened, waiting
from booking.actions.transaction import transaction
from booking.actions.waitlist import agree
from booking.errors import BrokenRule, Invalid, WrongState
from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.policies import asked, terms
from booking.rules import notices
from booking.rules.intake import wrong_text
from booking.rules.lifecycle import CONFIRMED, FOR_APPLICANT, FOR_STAFF, TENTATIVE
from booking.rules.policy import Terms
from booking.rules.questions import broken_answers


@transaction
def answer(
    reservation_id: int, *, by: Actor, now: datetime, description: str, answers: Mapping[str, str]
) -> Reservation:
    """The applicant's turn after a return: the request waits for staff again. Where it was the desk that
    asked, for it came without a form, it is booked, if staff need not decide (D21).

    Raises Invalid, NotFound, Forbidden, WrongState.
    """
    found, before = opened(reservation_id, "answer", by, now)
    if faults := _faults(found, description, answers):
        raise Invalid(faults)
    dates = _in_time(found, now)
    rules = terms(found.spaces, dates[0].interval)[found.spaces[0].id]
    found.description, found.answers = description.strip(), _given(found, answers)
    for occurrence in dates:
        _goes_on(occurrence, rules, now)
    booked = any(occurrence.status == CONFIRMED for occurrence in dates)
    tell(notices.CONFIRMED if booked else notices.ANSWERED, found, now)
    closed(found, before, "answer", by, now)
    return found


def _goes_on(occurrence: Occurrence, rules: Terms, now: datetime) -> None:
    if occurrence.asked_by_desk:
        agree(occurrence, rules, now)
        occurrence.reason_texts = None
    else:
        occurrence.waiting_for, occurrence.waiting_since_at = FOR_STAFF, now
        occurrence.expires_at = None


def _in_time(found: Reservation, now: datetime) -> list[Occurrence]:
    """What ran out stays so, even before the clock has noted it (D15). Raises WrongState."""
    open_still = [
        o
        for o in waiting(found.occurrences, found, FOR_APPLICANT)
        if min(o.expires_at or o.starts_at, o.starts_at) > now and o.asks
    ]
    if not open_still:
        raise WrongState(status=found.status, wanted=TENTATIVE)
    return open_still


def _faults(found: Reservation, description: str, answers: Mapping[str, str]) -> list[BrokenRule]:
    texts = [wrong_text("description", description)]
    texts += [wrong_text(f"answers.{slug}", text, "answer") for slug, text in answers.items()]
    questions = asked([question for space in found.spaces for question in space.questions])
    given = _given(found, answers)
    return [fault for faults in texts for fault in faults] + list(broken_answers(questions, given))


def _given(found: Reservation, answers: Mapping[str, str]) -> dict[str, str]:
    """An empty answer takes back the one before."""
    return {slug: text for slug, text in {**found.answers, **answers}.items() if text.strip()}
