"""When a zone changes its offset, found by asking zoneinfo."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)  # no zone keeps an offset for less


class Onset(NamedTuple):
    """`at` is the wall time by the offset that ends there (RFC 5545 3.6.5)."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str


def onsets(zone: ZoneInfo, first_year: int, end_year: int) -> Iterator[Onset]:
    for at in weeks(first_year, end_year):
        if offset(zone, at) != offset(zone, at + WEEK):
            yield _onset(zone, at, at + WEEK)


def weeks(first_year: int, end_year: int) -> Iterator[datetime]:
    at, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(end_year, 1, 1, tzinfo=UTC)
    while at < end:
        yield at
        at += WEEK


def offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _onset(zone: ZoneInfo, low: datetime, high: datetime) -> Onset:
    before = offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if offset(zone, middle) == before else (low, middle)
    name = high.astimezone(zone).tzname() or ""
    return Onset((high + before).replace(tzinfo=None), before, offset(zone, high), name)
