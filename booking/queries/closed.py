"""What staff close or open beside the usual hours: blackouts and special days, read together."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Boolean, ColumnElement, Date, Select, Text, bindparam, cast, null, or_, select, union

from booking.extensions import db
from booking.models import Blackout, Resource
from booking.models import SpecialDay as DayRow
from booking.models.columns import Instant
from booking.models.resource import EQUIPMENT
from booking.rules.closures import Closure, SpecialDay, holiday_closures
from booking.rules.interval import Interval
from booking.rules.opening import OpeningHours, Spans, in_minutes

_A_DAY = timedelta(days=1)
_blackout, _day, _part = Blackout.__table__, DayRow.__table__, Resource.__table__
_FROM, _TO = bindparam("starts_at", type_=Instant), bindparam("ends_at", type_=Instant)
_FIRST, _LAST = bindparam("first_day", type_=Date), bindparam("last_day", type_=Date)


def _shut(resource_id: ColumnElement[int | None]) -> Select[Any]:
    return select(
        resource_id.label("resource_id"),
        cast(_blackout.c.reason, Text).label("reason"),
        _blackout.c.starts_at,
        _blackout.c.ends_at,
        null().cast(Date).label("on"),
        null().cast(Boolean).label("open"),
        null().cast(Text).label("hours"),
    ).where(_blackout.c.starts_at < _TO, _blackout.c.ends_at > _FROM)


_A_PART = _part.c.active & (_part.c.kind != EQUIPMENT) & _part.c.part_of_id.is_not(None)


def _special(resource_id: ColumnElement[int | None]) -> Select[Any]:
    return select(
        resource_id.label("resource_id"),
        cast(_day.c.reason, Text),
        null().cast(Instant),
        null().cast(Instant),
        _day.c.on,
        _day.c.open,
        cast(_day.c.hours, Text),
    ).where(_day.c.on.between(_FIRST, _LAST))


# A span of time, or a day and whether it is open; of everything that may touch a time: `bounds`. A whole
# cannot be had while a part of it is closed (D7); a unit that is fixed in it may be.
CLOSED = union(
    _shut(_blackout.c.resource_id),
    _shut(_part.c.part_of_id)
    .join_from(_blackout, _part, _blackout.c.resource_id == _part.c.id)
    .where(_A_PART),
    _special(_day.c.resource_id),
    _special(_part.c.part_of_id)
    .join_from(_day, _part, _day.c.resource_id == _part.c.id)
    .where(_A_PART, ~_day.c.open),
).subquery("closed")
_OF_SOME = select(CLOSED).where(
    or_(CLOSED.c.resource_id.is_(None), CLOSED.c.resource_id.in_(bindparam("ids", expanding=True)))
)


class Told(NamedTuple):
    """A row of CLOSED. `reason` and `hours` are JSON as text."""

    resource_id: int | None
    reason: str
    starts_at: datetime | None
    ends_at: datetime | None
    on: date | None
    open: bool | None
    hours: str | None


@dataclass(frozen=True, slots=True)
class Closed:
    """All of it that may touch a time, for some resources."""

    around: Interval
    rows: Sequence[Told]

    def of(self, resource_id: int, tzid: str, country: str) -> list[Closure]:
        """`country` is that whose holidays close the resource; empty: none do."""
        own = self._concerning(resource_id)
        return spans(own) + holiday_closures(country, tzid, self.around, special_days(own))

    def opened(self, resource_id: int, hours: OpeningHours) -> OpeningHours:
        """`hours` with those of the days on which it opens all the same."""
        return opened(hours, special_days(self._concerning(resource_id)))

    def _concerning(self, resource_id: int) -> list[Told]:
        return [row for row in self.rows if row.resource_id in (None, resource_id)]


def closed(resource_ids: Iterable[int], around: Interval) -> Closed:
    """One statement."""
    rows = db.session.execute(_OF_SOME, {"ids": list(resource_ids), **bounds(around)})
    return Closed(around, [Told(*row) for row in rows])


def bounds(around: Interval) -> dict[str, object]:
    """`around`, and every day that it may touch by any clock on earth."""
    first, last = around.starts_at.date() - _A_DAY, around.ends_at.date() + _A_DAY
    return {"starts_at": around.starts_at, "ends_at": around.ends_at, "first_day": first, "last_day": last}


def spans(rows: Iterable[Told]) -> list[Closure]:
    return [
        Closure(Interval(row.starts_at, row.ends_at), json.loads(row.reason))
        for row in rows
        if row.starts_at and row.ends_at
    ]


def special_days(rows: Iterable[Told]) -> Mapping[date, SpecialDay]:
    """By day, the resource's own word before the centre's, and of a part's that it is closed before that."""
    days = (row for row in rows if row.on)
    told = sorted(days, key=lambda row: (row.resource_id is not None, not row.open))
    return {
        row.on: SpecialDay(row.on, bool(row.open), json.loads(row.reason), _hours(row.hours))
        for row in told
        if row.on
    }


def opened(hours: OpeningHours, days: Mapping[date, SpecialDay]) -> OpeningHours:
    return hours.opened({day.on: day.hours for day in days.values() if day.open})


def _hours(raw: str | None) -> Spans | None:
    """A JSON null, or none: as the week says."""
    pairs = json.loads(raw) if raw else None
    return in_minutes(pairs) if pairs else None
