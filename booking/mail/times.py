"""A meeting's time in words: by the venue's clock, and by the reader's where that shows another time."""

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, get_timezone_location

from booking.mail.letter import Letter
from booking.rules.interval import Interval
from booking.rules.wall import deadline, local
from booking.wording import noted

_MOMENT = timedelta(microseconds=1)


def by_both_clocks(interval: Interval, venue: str, reader: str, locale: str) -> list[str]:
    """`Wednesday, December 2, 2026 10:00–11:00 (Tokyo)`. `venue` and `reader` are zones. The venue first."""
    return [_span(interval, tzid, locale) for tzid in clocks(interval.starts_at, venue, reader)]


def for_reader(interval: Interval, letter: Letter) -> str:
    """The same in one line."""
    return " / ".join(by_both_clocks(interval, letter.venue_tzid, letter.tzid, letter.locale))


def at_venue(interval: Interval, letter: Letter) -> str:
    """By the venue's clock alone."""
    return _span(interval, letter.venue_tzid, letter.locale)


def hours_at_venue(interval: Interval, letter: Letter) -> str:
    """`10:00–11:00 (Tokyo)`."""
    begins, ends = (local(at, letter.venue_tzid) for at in (interval.starts_at, interval.ends_at))
    return noted(f"{begins:%H:%M}–{ends:%H:%M}", _city(letter.venue_tzid, letter.locale))


def days_at_venue(interval: Interval, letter: Letter) -> str:
    """The day, or the first and the last, of what lasts to a midnight."""
    first, last = (day_at_venue(at, letter) for at in (interval.starts_at, interval.ends_at - _MOMENT))
    return first if first == last else f"{first} – {last}"


def day_at_venue(at: datetime, letter: Letter) -> str:
    """`Wednesday, December 2, 2026`."""
    return _day(at, letter.venue_tzid, letter.locale)


def deadline_for_reader(at: datetime, letter: Letter) -> str:
    """`Wednesday, December 2, 2026 24:00 (Tokyo)` of the midnight after it."""
    zones = clocks(at, letter.venue_tzid, letter.tzid)
    return " / ".join(_until(at, tzid, letter.locale) for tzid in zones)


def _until(at: datetime, tzid: str, locale: str) -> str:
    day, hour = deadline(at, tzid)
    return noted(f"{format_date(day, 'full', locale=locale)} {hour}", _city(tzid, locale))


def clocks(at: datetime, venue: str, reader: str) -> list[str]:
    """One zone where two show the same time."""
    same = local(at, venue).utcoffset() == local(at, reader).utcoffset()
    return [venue] if same else [venue, reader]


def short(interval: Interval, tzid: str) -> str:
    """For a subject: `2026-12-02 10:00–11:00`."""
    return f"{local(interval.starts_at, tzid):%Y-%m-%d %H:%M}–{local(interval.ends_at, tzid):%H:%M}"


def _span(interval: Interval, tzid: str, locale: str) -> str:
    starts_at, ends_at = local(interval.starts_at, tzid), local(interval.ends_at, tzid)
    day = _day(starts_at, tzid, locale)
    last = "" if starts_at.date() == ends_at.date() else _day(ends_at, tzid, locale) + " "
    return noted(f"{day} {starts_at:%H:%M}–{last}{ends_at:%H:%M}", _city(tzid, locale))


def _day(at: datetime, tzid: str, locale: str) -> str:
    return format_date(local(at, tzid).date(), "full", locale=locale)


@cache
def _city(tzid: str, locale: str) -> str:
    """CLDR keeps some cities under a zone's former name: Kolkata's under Asia/Calcutta."""
    former = (old for old, new in get_global("zone_aliases").items() if new == tzid)
    known = Locale.parse(locale).time_zones
    named = (str(known[zone]["city"]) for zone in former if "city" in known.get(zone, {}))
    return next(named, "") or get_timezone_location(ZoneInfo(tzid), locale=locale, return_city=True)
