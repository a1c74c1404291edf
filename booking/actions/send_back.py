from datetime import datetime

from booking.actions.moves import closed, opened, waiting
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, WrongState
from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.policies import terms
from booking.rules import notices
from booking.rules.availability import reach
from booking.rules.intake import wrong_text
from booking.rules.interval import Interval
from booking.rules.lifecycle import FOR_APPLICANT, FOR_STAFF, TENTATIVE
from booking.rules.scheduling import answer_due_at


@transaction
def send_back(reservation_id: int, *, by: Actor, now: datetime, question: str) -> Reservation:
    """Returns a request to its applicant with a question; from now on it runs out (D15).

    Raises Invalid, NotFound, Forbidden, WrongState.
    """
    if faults := _faults(question):
        raise Invalid(faults)
    found, before = opened(reservation_id, "approve", by)
    for occurrence in _coming(found, now):
        due_at = _due(occurrence, now)
        occurrence.waiting_for, occurrence.waiting_since_at = FOR_APPLICANT, now
        occurrence.question, occurrence.expires_at = question.strip(), due_at
    tell(notices.RETURNED, found, now)
    closed(found, before, "return", by, now, "staff", question.strip())
    return found


def _coming(found: Reservation, now: datetime) -> list[Occurrence]:
    """A request ends where its meeting begins (D15). Raises WrongState."""
    coming = [occurrence for occurrence in waiting(found, FOR_STAFF) if occurrence.starts_at > now]
    if not coming:
        raise WrongState(status=found.status, wanted=TENTATIVE)
    return coming


def _faults(question: str) -> list[BrokenRule]:
    if not question.strip():
        return [BrokenRule("missing", "question")]
    return list(wrong_text("question", question, "answer"))


def _due(occurrence: Occurrence, now: datetime) -> datetime:
    """Worked out before the row changes: a query in between would write it half done."""
    space = occurrence.reservation.spaces[0]
    around = Interval(now, max(occurrence.starts_at, reach(Interval(now, occurrence.ends_at)).ends_at))
    rules = terms([space], around)[space.id]
    policy = rules.policy
    return answer_due_at(
        now,
        occurrence.starts_at,
        policy.answer_within_days,
        policy.opening_hours,
        rules.tzid,
        rules.closures,
    )
