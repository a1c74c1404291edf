"""Rows for what the clock will have to say (D15, D27); a tick makes them, over and over, each once."""

from datetime import datetime

from booking.actions.transaction import transaction
from booking.outbox.enqueue import remind, tell
from booking.queries.coming import to_remind, unanswered
from booking.rules import notices


@transaction
def remind_attendees(*, now: datetime) -> int:
    """Reminders of what begins within the horizon; tells how many were made."""
    return sum(remind(occurrence, now) for occurrence in to_remind(now))


@transaction
def remind_staff(*, now: datetime) -> int:
    """Requests that have waited for staff too long; tells how many."""
    late = unanswered(now)
    for occurrence in late:
        occurrence.reservation.revision += 1
        tell(notices.WAITING, occurrence.reservation, now)
        occurrence.staff_reminded_at = now
    return len(late)
