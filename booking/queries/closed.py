"""What staff close or open beside the usual hours: blackouts and special days, read together."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Boolean, Date, Text, bindparam, cast, null, or_, select, union_all

from booking.extensions import db
from booking.models import Blackout
from booking.models import SpecialDay as DayRow
from booking.models.columns import Instant
from booking.rules.closures import Closure, SpecialDay, holiday_closures
from booking.rules.interval import Interval

_A_DAY = timedelta(days=1)
_blackout, _day = Blackout.__table__, DayRow.__table__
_FROM, _TO = bindparam("starts_at", type_=Instant), bindparam("ends_at", type_=Instant)
_FIRST, _LAST = bindparam("first_day", type_=Date), bindparam("last_day", type_=Date)
# A span of time, or a day and whether it is open; of everything that may touch a time: `bounds`.
CLOSED = union_all(
    select(
        _blackout.c.resource_id,
        cast(_blackout.c.reason, Text).label("reason"),
        _blackout.c.starts_at,
        _blackout.c.ends_at,
        null().cast(Date).label("on"),
        null().cast(Boolean).label("open"),
    ).where(_blackout.c.starts_at < _TO, _blackout.c.ends_at > _FROM),
    select(
        _day.c.resource_id,
        cast(_day.c.reason, Text),
        null().cast(Instant),
        null().cast(Instant),
        _day.c.on,
        _day.c.open,
    ).where(_day.c.on.between(_FIRST, _LAST)),
).subquery("closed")
_OF_SOME = select(CLOSED).where(
    or_(CLOSED.c.resource_id.is_(None), CLOSED.c.resource_id.in_(bindparam("ids", expanding=True)))
)


class Told(NamedTuple):
    """A row of CLOSED. `reason` is JSON as text."""

    resource_id: int | None
    reason: str
    starts_at: datetime | None
    ends_at: datetime | None
    on: date | None
    open: bool | None


@dataclass(frozen=True, slots=True)
class Closed:
    """All of it that may touch a time, for some resources."""

    around: Interval
    rows: Sequence[Told]

    def of(self, resource_id: int, tzid: str, country: str) -> list[Closure]:
        """`country` is that whose holidays close the resource; empty: none do."""
        own = [row for row in self.rows if row.resource_id in (None, resource_id)]
        return spans(own) + holiday_closures(country, tzid, self.around, special_days(own))


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
    """By day, the resource's own word before the centre's."""
    told = sorted((row for row in rows if row.on), key=lambda row: row.resource_id is not None)
    return {row.on: SpecialDay(row.on, bool(row.open), json.loads(row.reason)) for row in told if row.on}
