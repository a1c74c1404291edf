from dataclasses import replace
from datetime import datetime

from booking.actions.due import answer_due
from booking.actions.moves import closed, opened, waiting
from booking.actions.reasons import keep_reason, reason_of, written_down
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, WrongState
from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.spaces import policy_of
from booking.rules import notices
from booking.rules.lifecycle import FOR_APPLICANT, FOR_STAFF, TENTATIVE
from booking.rules.reasons import RETURN, Said


@transaction
def send_back(
    reservation_id: int,
    *,
    by: Actor,
    now: datetime,
    question: str = "",
    reason_locale: str = "",
    standard_reason: int | None = None,
) -> Reservation:
    """Returns a request to its applicant with a question, a standard one (an id), one written in
    `reason_locale` or both; from now on it runs out (D15).

    Raises Invalid, NotFound, Forbidden, WrongState.
    """
    if not question.strip() and standard_reason is None:
        raise Invalid([BrokenRule("missing", "question")])
    asked = reason_of(RETURN, Said(question, reason_locale, standard_reason), by, "question")
    found, before = opened(reservation_id, "approve", by, now)
    space = found.spaces[0]
    days = policy_of(space).answer_within_days
    for occurrence in _coming(found, now):
        due_at = answer_due(space, occurrence.starts_at, days, now)
        occurrence.waiting_for, occurrence.waiting_since_at = FOR_APPLICANT, now
        occurrence.question, occurrence.expires_at = asked.text, due_at
        keep_reason(occurrence, replace(asked, text=""))
    tell(notices.RETURNED, found, now)
    closed(found, before, "return", by, now, "staff", written_down(asked, by))
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
