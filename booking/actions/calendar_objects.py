"""What a calendar app has put, kept beside its booking within the caller's transaction."""

from dataclasses import dataclass

from sqlalchemy import delete

from booking.extensions import db
from booking.models import CalendarObject, Reservation
from booking.models.upsert import insert
from booking.permissions import Actor
from booking.queries.calendar_shape import shape


@dataclass(frozen=True, slots=True)
class Put:
    """Under which name, into the collection of which space, under which UID; `text` as it came, or '' where
    the booking is not as it says."""

    space_id: int
    name: str
    uid: str
    text: str


def keep_object(booking: Reservation, put: Put, by: Actor) -> None:
    """In place of what stood under that name, or stood there of the booking under another."""
    there = (CalendarObject.user_id == by.id, CalendarObject.resource_id == put.space_id)
    before = (CalendarObject.reservation_id == booking.id) & (CalendarObject.name != put.name)
    db.session.execute(delete(CalendarObject).where(*there, before))
    values = {
        "uid": put.uid,
        "text": put.text,
        "shape": shape(booking) if put.text else "",
        "reservation_id": booking.id,
    }
    row = insert(CalendarObject).values(user_id=by.id, resource_id=put.space_id, name=put.name, **values)
    named = [CalendarObject.user_id, CalendarObject.resource_id, CalendarObject.name]
    db.session.execute(row.on_conflict_do_update(index_elements=named, set_=values))
