"""What staff did just now and can still take back (D30), in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from booking.actions.undoable import Done, just_done, undoable
from booking.models import Reservation
from booking.permissions import Actor, may
from booking.queries.bookings import bookings_by_id
from booking.rules.wall import local
from booking.wording import of_history


@dataclass(frozen=True, slots=True)
class JustDone:
    """`until` is a clock time, `left` whole seconds until then; `count` is how many bookings it changed."""

    booking: Reservation
    sentence: str
    until: str
    left: int
    count: int


def by_staff(by: Actor, now: datetime) -> list[JustDone]:
    """The latest first."""
    return _shown(just_done(by.undo_for, now), by, now)


def to_booking(reservation_id: int, by: Actor, now: datetime) -> JustDone | None:
    found = undoable(reservation_id, by.undo_for, now) if may(by, "approve") else None
    return next(iter(_shown([found], by, now)), None) if found else None


def _shown(found: Iterable[Done], by: Actor, now: datetime) -> list[JustDone]:
    done = list(found)
    bookings = bookings_by_id(one.reservation_id for one in done) if done else {}
    return [
        JustDone(
            booking=bookings[one.reservation_id],
            sentence=of_history(one.action, one.actor_name),
            until=f"{local(one.until, by.tzid):%H:%M:%S}",
            left=max(0, int((one.until - now).total_seconds())),
            count=len(one.reservation_ids),
        )
        for one in done
    ]
