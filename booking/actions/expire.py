from datetime import datetime

from booking.actions.moves import closed, opened, turn
from booking.actions.transaction import Undo, transaction
from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.rules import notices
from booking.rules.lifecycle import EXPIRED, TENTATIVE


@transaction
def expire(reservation_id: int, *, by: Actor, now: datetime) -> Reservation | None:
    """What waited for its applicant in vain, or for staff until the meeting began (D15); else nothing."""
    found, before = opened(reservation_id, "approve", by)
    over = [occurrence for occurrence in found.occurrences if _over(occurrence, now)]
    if not over:
        raise Undo(None)  # nothing is told and nothing changed, the revision neither
    turn(over, EXPIRED, by, now)
    tell(notices.EXPIRED, found, now)
    closed(found, before, "expire", by, now, "answer_due_at")
    return found


def _over(occurrence: Occurrence, now: datetime) -> bool:
    due = occurrence.expires_at or occurrence.starts_at
    return occurrence.status == TENTATIVE and min(due, occurrence.starts_at) <= now
