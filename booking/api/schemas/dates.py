"""Times in a body, held against the zone that it names."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from booking.api.fields import ZULU, Instant, Text, WallTime
from booking.api.schemas.base import Strict
from booking.errors import BrokenRule
from booking.rules.interval import Interval
from booking.rules.series import wall
from booking.rules.wall import offset_belongs

_SLUG = 100
_DATE = {"description": "Wall time in `tzid`, such as 2026-12-08T10:00:00"}


class TimesSchema(Strict):
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)


class OverrideSchema(TimesSchema):
    """Another time, and perhaps another space, for one date of a series."""

    recurrence_id = WallTime(required=True, metadata=_DATE)
    space = Text(_SLUG, load_default="")


def wrong_span(body: dict[str, Any], tzid: str, path: str = "") -> Iterator[BrokenRule]:
    """Of `starts_at` and `ends_at`."""
    for field in ("starts_at", "ends_at"):
        yield from wrong_wall(f"{path}{field}", body[field], tzid)
    if body["ends_at"] <= body["starts_at"]:
        yield BrokenRule("ends_before_start", f"{path}ends_at")


def wrong_wall(field: str, at: datetime, tzid: str) -> Iterator[BrokenRule]:
    """Z names the instant and no local clock, and so contradicts no zone (RFC 9557, 3.4)."""
    if at.tzinfo is None or at.tzinfo is ZULU:
        return
    if not offset_belongs(at, tzid):
        yield BrokenRule("wrong_offset", field, {"offset": at.isoformat()[-6:], "tzid": tzid})
    elif at.astimezone(ZoneInfo(tzid)).replace(tzinfo=None) != at.replace(tzinfo=None):
        yield BrokenRule("impossible_time", field)


def wrong_walls(field: str, dates: Iterable[datetime], tzid: str) -> Iterator[BrokenRule]:
    for n, at in enumerate(dates):
        yield from wrong_wall(f"{field}.{n}", at, tzid)


def wall_of(at: datetime, tzid: str) -> datetime:
    """Naive, by the clock of the zone."""
    return wall(at, tzid) if at.tzinfo else at


def interval_of(body: dict[str, Any]) -> Interval:
    return Interval(body["starts_at"], body["ends_at"])
