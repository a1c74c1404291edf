"""Whom it hits when something is closed or goes out of service: bookings to come, with whom to call."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, select, true
from sqlalchemy.orm import joinedload, selectinload

from booking.extensions import db
from booking.models import Blackout, Claim, Occurrence, Reservation, ReservationSpace, SpecialDay
from booking.rules.intake import LONGEST
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING
from booking.rules.wall import day_end, day_start

_EVER = timedelta(days=36500)
_SHOWN = (
    joinedload(Occurrence.space),
    joinedload(Occurrence.reservation).options(
        joinedload(Reservation.company),
        selectinload(Reservation.space_links).joinedload(ReservationSpace.resource),
    ),
)


def shown(occurrence_ids: Collection[int]) -> Sequence[Occurrence]:
    """With what a list tells of them: spaces, company, contact; by their start."""
    rows = select(Occurrence).where(Occurrence.id.in_(occurrence_ids))
    return db.session.scalars(rows.order_by(Occurrence.starts_at, Occurrence.id).options(*_SHOWN)).all()


def hit_by(resource_ids: Collection[int] | None, interval: Interval) -> list[Occurrence]:
    """Requested or confirmed meetings that overlap `interval` and hold one of these; None: wherever they are.

    A booking holds its space, the parts of it and its units of equipment.
    """
    near = (Occurrence.starts_at > interval.starts_at - LONGEST, Occurrence.starts_at < interval.ends_at)
    meets = (*near, Occurrence.ends_at > interval.starts_at)
    rows = select(Occurrence.id).where(Occurrence.status.in_(sorted(HOLDING)), *meets, _holding(resource_ids))
    return list(shown(db.session.scalars(rows).all()))


def hit_by_blackouts(rows: Iterable[Blackout], now: datetime) -> list[Occurrence]:
    """Bookings to come that meet any of these; by their start."""
    found: dict[int, Occurrence] = {}
    for row in rows:
        if row.ends_at > now:
            interval = Interval(max(row.starts_at, now), row.ends_at)
            found |= {one.id: one for one in hit_by({row.resource_id} if row.resource_id else None, interval)}
    return sorted(found.values(), key=lambda one: (one.starts_at, one.id))


def hit_by_day(day: SpecialDay, tzid: str, now: datetime) -> list[Occurrence]:
    """Bookings to come on a day that is closed, by that clock; of one that is closed everywhere not those in
    what opens by its own word."""
    begins, ends = max(day_start(day.on, tzid), now), day_end(day.on, tzid)
    if day.open or ends <= now:
        return []
    hits = hit_by({day.resource_id} if day.resource_id else None, Interval(begins, ends))
    opened = set() if day.resource_id else _opened_on(day.on)
    return [one for one in hits if not opened.issuperset(space.id for space in one.spaces)]


def _opened_on(on: date) -> set[int | None]:
    rows = select(SpecialDay.resource_id).where(SpecialDay.on == on, SpecialDay.open)
    return {*db.session.scalars(rows)}


def to_come(resource_ids: Collection[int], now: datetime) -> list[Occurrence]:
    """All that hold one of these and are not over."""
    return hit_by(resource_ids, Interval(now, now + _EVER))


def _holding(resource_ids: Collection[int] | None) -> ColumnElement[bool]:
    if resource_ids is None:
        return true()
    these = Claim.resource_id.in_(sorted(resource_ids))
    return exists().where(Claim.occurrence_id == Occurrence.id, Claim.active, these)
