"""Wall time in a named zone to instants and back."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones()) - {"Factory", "localtime", "posixrules"}


def known(tzid: str) -> bool:
    """Whether `tzid` is a name of the IANA database."""
    return tzid in _names()


def instant(wall: datetime, tzid: str) -> datetime:
    """UTC. In a gap or fold as RFC 5545 3.3.5: the offset before the gap, the first of the two."""
    return wall.replace(tzinfo=ZoneInfo(tzid), fold=0).astimezone(UTC)


def local(at: datetime, tzid: str) -> datetime:
    return at.astimezone(ZoneInfo(tzid))


def day_start(day: date, tzid: str) -> datetime:
    return instant(datetime.combine(day, time()), tzid)


def day_end(day: date, tzid: str) -> datetime:
    return day_start(day + timedelta(days=1), tzid)


def offset_belongs(at: datetime, tzid: str) -> bool:
    """Whether the offset that `at` was written with is one the zone has at that wall time."""
    zone, wall = ZoneInfo(tzid), at.replace(tzinfo=None)
    return at.utcoffset() in {wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}


def since_midnight(at: datetime, tzid: str) -> timedelta:
    """What a wall clock shows, as a span."""
    wall = local(at, tzid).replace(tzinfo=None)
    return wall - datetime.combine(wall.date(), time())


def deadline(at: datetime, tzid: str) -> tuple[date, str]:
    """The day and the hour until which there is time: midnight is 24:00 of the day that ends with it."""
    wall = local(at, tzid)
    if wall.time() == time():
        return wall.date() - timedelta(days=1), "24:00"
    return wall.date(), f"{wall:%H:%M}"
