"""Rows for what the clock will have to say (D15, D27); a tick makes them, over and over, each once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from booking.actions.history import picture, record
from booking.actions.moves import opened
from booking.actions.transaction import Undo, transaction
from booking.models import Reservation, User
from booking.outbox.enqueue import tell
from booking.outbox.reminders import remind
from booking.permissions import Actor
from booking.queries.coming import with_people
from booking.queries.overdue import all_due, deputies_of
from booking.rules import notices
from booking.rules.patience import deputy_due, remind_due


@transaction
def remind_attendees(occurrence_ids: Sequence[int], *, now: datetime) -> int:
    """Reminders of these, where they are lacking; tells how many were made."""
    return remind(with_people(occurrence_ids), now)


@transaction
def remind_staff(reservation_id: int, *, by: Actor, now: datetime) -> Reservation | None:
    """Of what has waited for them too long; nothing when somebody was quicker."""
    found, before = opened(reservation_id, "approve", by, now, changes=False)
    waiting = all_due(found.occurrences, remind_due, now)
    if not waiting:
        raise Undo(None)
    for date in waiting:
        date.staff_reminded_at = now
    tell(notices.WAITING, found, now, waiting, again=now.isoformat())
    record("remind_staff", by, now, reservation=found, before=before, after=picture(found))
    return found


@transaction
def tell_deputy(reservation_id: int, *, by: Actor, now: datetime) -> Reservation | None:
    """Of what staff were reminded of in vain, once; nothing without a deputy, or when somebody was first."""
    found, before = opened(reservation_id, "approve", by, now, changes=False)
    waiting = all_due(found.occurrences, deputy_due, now)
    deputies = deputies_of(waiting)
    waiting = [date for date in waiting if date.id in deputies]
    if not waiting:
        raise Undo(None)
    for date in waiting:
        date.deputy_told_at = now
    tell(
        notices.ESCALATED, found, now, waiting, deputies=_each_once(deputies.values()), again=now.isoformat()
    )
    record("tell_deputy", by, now, reservation=found, before=before, after=picture(found))
    return found


def _each_once(people: Iterable[User]) -> list[User]:
    return list({person.id: person for person in people}.values())
