"""What a calendar app has put, kept beside its booking within the caller's transaction."""

from dataclasses import dataclass, replace

from sqlalchemy import delete, select

from booking.extensions import db
from booking.models import CalendarObject, Reservation
from booking.models.upsert import insert
from booking.permissions import Actor
from booking.queries.calendar_shape import shape


@dataclass(frozen=True, slots=True)
class Put:
    """Under which name, into the collection of which space, under which UID; `text` as it came."""

    space_id: int
    name: str
    uid: str
    text: str


def keep_object(booking: Reservation, put: Put, by: Actor, as_said: bool = True) -> None:
    """In place of what stood under that name, or stood there of the booking under another. Where the booking
    is not `as_said` only what the desk does not know is served of it."""
    there = (CalendarObject.user_id == by.id, CalendarObject.resource_id == put.space_id)
    before = (CalendarObject.reservation_id == booking.id) & (CalendarObject.name != put.name)
    db.session.execute(delete(CalendarObject).where(*there, before))
    values = {
        "uid": put.uid,
        "text": put.text,
        "shape": shape(booking) if as_said else "",
        "reservation_id": booking.id,
    }
    row = insert(CalendarObject).values(user_id=by.id, resource_id=put.space_id, name=put.name, **values)
    named = [CalendarObject.user_id, CalendarObject.resource_id, CalendarObject.name]
    db.session.execute(row.on_conflict_do_update(index_elements=named, set_=values))


def name_object(booking: Reservation, put: Put, by: Actor) -> None:
    """So that the app finds it under the name that it gave, where it had none there yet."""
    values = {"uid": put.uid, "text": put.text, "shape": "", "reservation_id": booking.id}
    row = insert(CalendarObject).values(user_id=by.id, resource_id=put.space_id, name=put.name, **values)
    db.session.execute(row.on_conflict_do_nothing())


def move_object(booking: Reservation, space_id: int, put: Put, by: Actor) -> None:
    """From that space into another, with its text as it came; the name that it had stays there, by which its
    end is told (D37)."""
    theirs = {"user_id": by.id, "resource_id": space_id, "reservation_id": booking.id}
    old = db.session.scalar(select(CalendarObject).filter_by(**theirs))
    keep_object(booking, replace(put, text=old.text) if old else put, by, as_said=bool(old))
