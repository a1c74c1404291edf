"""When a resource is closed although its hours say open: national holidays and what staff set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

from booking.rules.interval import Interval
from booking.rules.wall import day_end, day_start, local


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


def holiday_closures(country: str, tzid: str, around: Interval) -> list[Closure]:
    first, last = local(around.starts_at, tzid).date(), local(around.ends_at, tzid).date()
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    named = ((day, national_holidays(country, day.year).get(day)) for day in days)
    return [
        Closure(Interval(day_start(day, tzid), day_end(day, tzid)), {own_language(country): name})
        for day, name in named
        if name
    ]
