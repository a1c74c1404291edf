"""When a resource is closed although its hours say open: national holidays and what staff set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

from booking.rules.interval import Interval
from booking.rules.wall import day_end, day_start, local

_NONE: Mapping[date, "SpecialDay"] = {}


@dataclass(frozen=True, slots=True)
class Closure:
    """`reason` by locale; may be empty."""

    interval: Interval
    reason: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=256)
def national_holidays(country: str, year: int) -> Mapping[date, str]:
    """Names in the country's own language; nothing for a country that the list does not know."""
    try:
        own = own_language(country) or None
        return dict(country_holidays(country, years=year, language=own)) if country else {}
    except NotImplementedError:
        return {}


@lru_cache(maxsize=64)
def own_language(country: str) -> str:
    """Such as `ja`; empty where the list names its holidays in one language only."""
    return str(country_holidays(country).default_language or "") if country else ""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """What staff say of one day of the resource: open although it is a holiday, or closed."""

    on: date
    open: bool
    reason: Mapping[str, str] = field(default_factory=dict)


def holiday_closures(
    country: str, tzid: str, around: Interval, special: Mapping[date, SpecialDay] = _NONE
) -> list[Closure]:
    """National holidays and special days that close; no country: the special days alone.

    Of every local day that `around` touches; what staff say of a day comes before the calendar.
    """
    first, last = local(around.starts_at, tzid).date(), local(around.ends_at, tzid).date()
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    named = ((day, _why(country, day, special.get(day))) for day in days)
    return [
        Closure(Interval(day_start(day, tzid), day_end(day, tzid)), reason)
        for day, reason in named
        if reason is not None
    ]


def _why(country: str, day: date, special: SpecialDay | None) -> Mapping[str, str] | None:
    """Why it is closed, perhaps without a word; None: it is not."""
    if special:
        return None if special.open else special.reason
    name = national_holidays(country, day.year).get(day)
    return {own_language(country): name} if name else None
