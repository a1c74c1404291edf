"""Times as people read them: the venue's clock, and theirs where it differs."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, get_day_names, get_timezone_name
from flask import Flask
from flask_babel import get_locale

from booking.rules.opening import OpeningHours, Season
from booking.rules.wall import deadline, local
from booking.wording import opening_hours

_LEAP_YEAR = 2024  # it has every day that a season can begin on
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """A span by one clock, as text. `day` ends, where the end is another day, within `hours`."""

    day: str
    hours: str
    zone: str


def register(app: Flask) -> None:
    app.jinja_env.globals.update(
        clocks=clocks, day_text=day_text, clock_text=clock_text, zone_text=zone_text,
        deadline_text=deadline_text,
        opening_days=opening_days, opening_seasons=opening_seasons, opening_text=opening_hours, differ=differ,
    )  # fmt: skip
    app.jinja_env.filters["day"] = day_text


def clocks(starts_at: datetime, ends_at: datetime, tzid: str, viewer_tzid: str) -> list[Clock]:
    """The venue's, then the viewer's if at either end it shows another time."""
    shown = [_clock(starts_at, ends_at, tzid)]
    if differ(starts_at, tzid, viewer_tzid) or differ(ends_at, tzid, viewer_tzid):
        shown.append(_clock(starts_at, ends_at, viewer_tzid))
    return shown


def differ(at: datetime, tzid: str, other: str) -> bool:
    return tzid != other and local(at, tzid).utcoffset() != local(at, other).utcoffset()


def _clock(starts_at: datetime, ends_at: datetime, tzid: str) -> Clock:
    begins, ends = local(starts_at, tzid), local(ends_at, tzid)
    until = f"{ends:%H:%M}" if ends.date() == begins.date() else f"{day_text(ends.date())} {ends:%H:%M}"
    return Clock(day_text(begins.date()), f"{begins:%H:%M}–{until}", zone_text(tzid))


def clock_text(at: datetime, tzid: str) -> str:
    """`Tue, Dec 1, 2026 10:00`, in the reader's language."""
    wall = local(at, tzid)
    return f"{day_text(wall.date())} {wall:%H:%M}"


def deadline_text(at: datetime, tzid: str) -> str:
    """`Tue, Dec 1, 2026 24:00` of the midnight after it."""
    day, hour = deadline(at, tzid)
    return f"{day_text(day)} {hour}"


def day_text(day: date, skeleton: str = "yMMMEd") -> str:
    return _day(day, skeleton, str(get_locale()))


def zone_text(tzid: str) -> str:
    return _zone(tzid, str(get_locale()))


@lru_cache(maxsize=4096)
def _day(day: date, skeleton: str, locale: str) -> str:
    return format_skeleton(skeleton, day, locale=locale)


@lru_cache(maxsize=1024)
def _zone(tzid: str, locale: str) -> str:
    if tzid in ("UTC", "Etc/UTC"):
        return "UTC"
    return get_timezone_name(ZoneInfo(tzid), zone_variant="generic", locale=locale)


def opening_days(hours: OpeningHours) -> list[tuple[str, Spans]]:
    """Weekdays with the same hours together, as `Mon–Fri`; days that do not open are left out."""
    runs = groupby(hours_of_week(hours), itemgetter(1))
    by_hours = [(spans, [day for day, _ in same]) for spans, same in runs]
    return [(_weekdays(days), spans) for spans, days in by_hours if spans]


def opening_seasons(hours: OpeningHours) -> list[tuple[str, list[tuple[str, Spans]]]]:
    """The first and last day of each season, as `Dec 1–Mar 31`, and its weekdays."""
    return [(_season(season), opening_days(OpeningHours(season.week))) for season in hours.seasons]


def _season(season: Season) -> str:
    days = (date(_LEAP_YEAR, *day) for day in (season.first, season.last))
    return "–".join(day_text(day, "MMMd") for day in days)


def hours_of_week(hours: OpeningHours) -> list[tuple[int, Spans]]:
    return [(day, tuple(hours.week.get(day, ()))) for day in range(1, 8)]


def _weekdays(days: list[int]) -> str:
    names = get_day_names("abbreviated", locale=get_locale())
    first, last = names[days[0] - 1], names[days[-1] - 1]
    return first if len(days) == 1 else f"{first}–{last}"
