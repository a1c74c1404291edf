from datetime import datetime

from booking.actions.holding import Spans, add_spans
from booking.actions.moves import closed, opened, turn
from booking.actions.pending import drop_pending, wanted_interval, with_pending
from booking.actions.telling import tell_gone
from booking.actions.transaction import Undo, transaction
from booking.actions.waitlist import left_by
from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.waitlist import wanted_spans
from booking.rules import notices
from booking.rules.lifecycle import EXPIRED, TENTATIVE, WAITLISTED


@transaction
def expire(reservation_id: int, *, by: Actor, now: datetime) -> Reservation | None:
    """What waited for its applicant in vain, or for staff until the meeting began (D15), a change that nobody
    decided before it would have begun, and who stood in line until the time began (D17); else nothing."""
    found, before = opened(reservation_id, "approve", by, now)
    over = [occurrence for occurrence in found.occurrences if _over(occurrence, now)]
    undecided = [date for date in with_pending(found.occurrences) if _too_late(date, now)]
    if not over and not undecided:
        raise Undo(None)  # nothing is told and nothing changed, the revision neither
    freed, in_line = drop_pending(undecided, now), [date for date in over if date.status == WAITLISTED]
    for date in in_line:
        add_spans(freed, wanted_spans(date))
    add_spans(freed, _ended(found, over, by, now))
    if undecided:
        tell(notices.CHANGE_DECLINED, found, now, undecided)
    closed(found, before, "expire", by, now, "answer_due_at", freed=freed, gone=[*map(left_by, in_line)])
    return found


def _ended(found: Reservation, over: list[Occurrence], by: Actor, now: datetime) -> Spans:
    """Who waited in line hears another sentence than who asked and got no answer."""
    in_line = [date for date in over if date.status == WAITLISTED]
    asked = [date for date in over if date.status == TENTATIVE]
    freed = turn([*in_line, *asked], EXPIRED, by, now)
    if asked:
        tell_gone(notices.EXPIRED, found, asked, now)
    if in_line:
        tell(notices.WAIT_OVER, found, now, in_line)
    return freed


def _over(occurrence: Occurrence, now: datetime) -> bool:
    due = occurrence.expires_at or occurrence.starts_at
    return occurrence.status in (TENTATIVE, WAITLISTED) and min(due, occurrence.starts_at) <= now


def _too_late(occurrence: Occurrence, now: datetime) -> bool:
    """The old meeting or the one wished for has begun."""
    return min(occurrence.starts_at, wanted_interval(occurrence).starts_at) <= now
