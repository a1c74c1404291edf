"""What calendar apps have put."""

from collections.abc import Collection as Several
from datetime import datetime

from sqlalchemy import exists, func, or_, select

from booking.extensions import db
from booking.models import CalendarObject, Occurrence, Reservation
from booking.permissions import Actor
from booking.queries.calendar_collections import Collection
from booking.rules.lifecycle import HOLDING


def put_texts(of: Collection, by: Actor, ids: Several[int]) -> dict[int, CalendarObject]:
    """By booking (id)."""
    mine = (CalendarObject.user_id == by.id, CalendarObject.resource_id == of.space_id)
    rows = select(CalendarObject).where(*mine, CalendarObject.reservation_id.in_(sorted(ids)))
    return {row.reservation_id: row for row in db.session.scalars(rows)} if ids else {}


def booked_under(uid: str, by: Actor, now: datetime) -> int | None:
    """The booking (id) of theirs that has this UID and is not over, wherever it takes place (D40)."""
    held = exists().where(
        Occurrence.reservation_id == Reservation.id,
        Occurrence.status.in_(sorted(HOLDING)),
        Occurrence.ends_at > now,
    )
    theirs = or_(Reservation.person_id == by.id, Reservation.booked_by_id == by.id)
    put = select(CalendarObject.reservation_id).where(
        CalendarObject.user_id == by.id, CalendarObject.uid == uid
    )
    named = or_(Reservation.id.in_(put), theirs & (Reservation.uid == uid))
    return db.session.scalar(select(func.max(Reservation.id)).where(named, held))
