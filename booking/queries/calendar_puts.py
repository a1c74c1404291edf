"""What calendar apps have put."""

from collections.abc import Collection as Several
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select

from booking.extensions import db
from booking.models import CalendarObject, Occurrence, Reservation
from booking.permissions import Actor
from booking.queries.calendar_collections import Collection
from booking.rules.lifecycle import HOLDING


def put_by(of: Collection, by: Actor) -> ColumnElement[bool]:
    """The condition of what their app has put there."""
    return (CalendarObject.user_id == by.id) & (CalendarObject.resource_id == of.space_id)


def put_names(of: Collection, by: Actor) -> dict[int, str]:
    """By booking (id), what the reader's app has called it there, gone ones too."""
    rows = select(CalendarObject.reservation_id, CalendarObject.name).where(put_by(of, by))
    return dict(db.session.execute(rows).all())


def put_under(of: Collection, by: Actor, names: Several[str]) -> dict[str, int]:
    """By name, the booking (id) that the reader's app has put there."""
    rows = select(CalendarObject.name, CalendarObject.reservation_id).where(put_by(of, by))
    return dict(db.session.execute(rows.where(CalendarObject.name.in_(sorted(names)))).all())


def put_texts(of: Collection, by: Actor, ids: Several[int]) -> dict[int, CalendarObject]:
    """By booking (id)."""
    rows = select(CalendarObject).where(put_by(of, by), CalendarObject.reservation_id.in_(sorted(ids)))
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
