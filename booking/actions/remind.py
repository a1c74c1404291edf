"""Rows for what the clock will have to say (D15, D27); a tick makes them, over and over, each once."""

from collections.abc import Sequence
from datetime import datetime

from booking.actions.history import picture, record
from booking.actions.moves import opened
from booking.actions.transaction import Undo, transaction
from booking.models import Reservation
from booking.outbox.enqueue import tell
from booking.outbox.reminders import remind
from booking.permissions import Actor
from booking.queries.coming import late, with_people
from booking.queries.policies import centre
from booking.rules import notices


@transaction
def remind_attendees(occurrence_ids: Sequence[int], *, now: datetime) -> int:
    """Reminders of these, where they are lacking; tells how many were made."""
    return sum(remind(occurrence, now) for occurrence in with_people(occurrence_ids))


@transaction
def remind_staff(reservation_id: int, *, by: Actor, now: datetime) -> Reservation | None:
    """Of a request that has waited for them too long; nothing when somebody was quicker."""
    found, before = opened(reservation_id, "approve", by, now)
    beneath = centre().policy
    waiting = [occurrence for occurrence in found.occurrences if late(occurrence, beneath, now)]
    if not waiting:
        raise Undo(None)
    for occurrence in waiting:
        occurrence.staff_reminded_at = now
    tell(notices.WAITING, found, now)
    record("remind_staff", by, now, reservation=found, before=before, after=picture(found))
    return found
