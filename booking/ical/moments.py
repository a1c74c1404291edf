"""DATE, DATE-TIME, PERIOD and DURATION of other people's events (RFC 5545 3.3)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.errors import Unreadable
from booking.ical.content_lines import Property
from booking.ical.limits import FIRST_YEAR, LAST_YEAR
from booking.ical.unescaping import in_short
from booking.ical.zones_read import UTC_ZONE, Zone, ZoneOf

_MOMENT = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?", re.ASCII)
_DURATION = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Moment:
    """`wall` by the clock of `zone`; None is a floating time. A `day` has neither a time nor a zone."""

    wall: datetime
    zone: Zone | None
    day: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Days by the wall clock, the rest by the stopwatch (3.3.6)."""

    days: int
    rest: timedelta


def moment(one: Property, zone_of: ZoneOf) -> Moment:
    """Unreadable("bad_time"), ("unknown_zone")."""
    return _moment(one, one.value.strip(), zone_of)


def is_day(text: str) -> bool:
    """By its form, as VALUE=DATE is often left out."""
    found = _MOMENT.fullmatch(text)
    return bool(found and found[2] is None)


def moments(one: Property, zone_of: ZoneOf) -> list[tuple[Moment, Moment | Span | None]]:
    """Of RDATE and EXDATE; beside a start what ends its period, if it is one."""
    return [_period(one, text.strip(), zone_of) for text in one.value.split(",") if text.strip()]


def span(one: Property) -> Span:
    found = _DURATION.fullmatch(one.value.strip())
    if not found or not any(found.groups()):
        raise bad(one)
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups())
    if weeks * 7 + days > 366 or hours > 9000:
        raise bad(one)
    return Span(weeks * 7 + days, timedelta(hours=hours, minutes=minutes, seconds=seconds))


def bad(one: Property) -> Unreadable:
    return Unreadable("bad_time", name=one.name, value=in_short(one.value, 40))


def _period(one: Property, text: str, zone_of: ZoneOf) -> tuple[Moment, Moment | Span | None]:
    starts, between, ends = text.partition("/")
    if not between:
        return _moment(one, text, zone_of), None
    if "P" in ends:
        return _moment(one, starts, zone_of), span(Property(one.name, {}, ends))
    return _moment(one, starts, zone_of), _moment(one, ends, zone_of)


def _moment(one: Property, text: str, zone_of: ZoneOf) -> Moment:
    """A final Z outweighs a TZID."""
    found = _MOMENT.fullmatch(text)
    if not found:
        raise bad(one)
    wall = _wall(one, found[1] + (found[2] or "000000"))
    if is_day(text):
        return Moment(wall, None, day=True)
    if found[3]:
        return Moment(wall, UTC_ZONE)
    tzid = one.params.get("TZID", "").strip()
    return Moment(wall, zone_of(tzid) if tzid else None)


def _wall(one: Property, digits: str) -> datetime:
    try:
        at = datetime.strptime(digits, "%Y%m%d%H%M%S")
    except ValueError as error:
        raise bad(one) from error
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise bad(one)
    return at
