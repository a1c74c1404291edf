"""A day and two clock times, as typed, in the zone of the space."""

from datetime import date, datetime, time

from wtforms import Field

from booking.errors import BrokenRule
from booking.rules.interval import Interval
from booking.rules.wall import instant, local

_YEARS = range(2000, 2201)


def interval(on: Field, begins: Field, ends: Field, tzid: str) -> tuple[Interval | None, list[BrokenRule]]:
    """The span, or every reason why there is none."""
    named = {"starts_at": begins, "ends_at": ends}
    unread = [
        *_unread("starts_on", on),
        *(rule for name, field in named.items() for rule in _unread(name, field)),
    ]
    if unread:
        return None, unread
    walls = {name: datetime.combine(on.data, field.data) for name, field in named.items()}
    impossible = [
        BrokenRule("impossible_time", name) for name, wall in walls.items() if not exists(wall, tzid)
    ]
    if impossible:
        return None, impossible
    starts_at, ends_at = (instant(wall, tzid) for wall in walls.values())
    if starts_at >= ends_at:
        return None, [BrokenRule("ends_before_start", "ends_at")]
    return Interval(starts_at, ends_at), []


def exists(wall: datetime, tzid: str) -> bool:
    """Not in the hour that is left out when clocks go forward."""
    return local(instant(wall, tzid), tzid).replace(tzinfo=None) == wall


def _unread(name: str, field: Field) -> list[BrokenRule]:
    if not _filled(field):
        return [BrokenRule("missing", name)]
    return [] if _understood(field.data) else [BrokenRule("impossible_time", name)]


def _filled(field: Field) -> bool:
    """Typed, or what a new form begins with."""
    if field.raw_data is None:
        return field.data is not None
    return any(text.strip() for text in field.raw_data)


def _understood(value: date | time | None) -> bool:
    return isinstance(value, time) or (isinstance(value, date) and value.year in _YEARS)
