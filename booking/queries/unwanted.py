"""Meetings to come to which the booker, or everybody invited, has said that they cannot come (D25)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, literal, or_, select

from booking.extensions import db
from booking.models import Attendee, DatePartstat, Occurrence, Reservation
from booking.models.attendee import DECLINED
from booking.models.reservation import US
from booking.outbox.audience import is_chair
from booking.queries.reservations import WITH_ALL
from booking.rules.lifecycle import HOLDING


def unwanted(found: Reservation, dates: Iterable[Occurrence]) -> list[Occurrence]:
    """Of these dates."""
    return [date for date in dates if _nobody_comes(found.attendees, date)]


def _nobody_comes(people: Sequence[Attendee], date: Occurrence) -> bool:
    declined = [person.partstat_on(date) == DECLINED for person in people]
    booker = any(no for person, no in zip(people, declined, strict=True) if is_chair(person))
    others = [no for person, no in zip(people, declined, strict=True) if not is_chair(person)]
    return booker or (bool(others) and all(others))


def to_call_off(found: Reservation, now: datetime) -> list[Occurrence]:
    """Of its dates that can still be called off."""
    return unwanted(found, [d for d in found.occurrences if d.status in HOLDING and d.starts_at > now])


def all_unwanted(now: datetime) -> list[Occurrence]:
    """Of all bookings, by their start; the same number of statements however many there are."""
    coming = (Occurrence.status.in_(sorted(HOLDING)), Occurrence.starts_at > now)
    some = select(Occurrence.reservation_id).where(*coming, _somebody_declined())
    rows = select(Reservation).where(Reservation.id.in_(some), Reservation.organised_by == US)
    found = db.session.scalars(rows.options(*WITH_ALL)).all()
    dates = (date for booking in found for date in to_call_off(booking, now))
    return sorted(dates, key=lambda date: (date.starts_at, date.id))


def _somebody_declined() -> ColumnElement[bool]:
    """Word for word as the partial indexes have it."""
    no = literal(DECLINED, literal_execute=True)
    whole = exists().where(Attendee.reservation_id == Occurrence.reservation_id, Attendee.partstat == no)
    alone = exists().where(DatePartstat.occurrence_id == Occurrence.id, DatePartstat.partstat == no)
    return or_(whole, alone)
