"""When a resource is closed although its hours say open: national holidays and what staff set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

from booking.rules.interval import Interval
from booking.rules.opening import Spans
from booking.rules.wall import day_end, day_start, local

_NONE: Mapping[date, "SpecialDay"] = {}
# Our locales, as the list of holidays calls them.
_LANGUAGES = {"ja": "ja", "en": "en_US", "ko": "ko", "zh_Hans": "zh_CN", "zh_Hant": "zh_TW"}


@dataclass(frozen=True, slots=True)
class Closure:
    """`reason` by locale; may be empty."""

    interval: Interval
    reason: Mapping[str, str] = field(default_factory=dict)


def national_holidays(country: str, year: int) -> Mapping[date, Mapping[str, str]]:
    """Their names by locale; nothing for a country that the list does not know.

    Where the list has no name in a language it is the English one, with the country's own in brackets.
    """
    return _names(country, year) if country else {}


@lru_cache(maxsize=256)
def _names(country: str, year: int) -> Mapping[date, Mapping[str, str]]:
    own = _listed(country, year, "")
    english = own | _listed(country, year, _LANGUAGES["en"])
    known = {locale: _listed(country, year, language) for locale, language in _LANGUAGES.items()}
    both = {day: english[day] if _is_english(own[day]) else f"{english[day]} ({own[day]})" for day in own}
    return {day: {locale: known[locale].get(day, both[day]) for locale in _LANGUAGES} for day in own}


def _is_english(name: str) -> bool:
    """As good as: a name of a country that writes English needs no second one beside it."""
    return name.isascii()


def _listed(country: str, year: int, language: str) -> dict[date, str]:
    """In the country's own language where none is named; nothing where the list has not that language."""
    try:
        about = country_holidays(country)
    except NotImplementedError:
        return {}
    if language and language not in about.supported_languages:
        return {}
    return dict(country_holidays(country, years=year, language=language or about.default_language))


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """What staff say of one day of the resource: open although it is a holiday, or closed.

    `hours` None: as the week has them.
    """

    on: date
    open: bool
    reason: Mapping[str, str] = field(default_factory=dict)
    hours: Spans | None = None


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
    return national_holidays(country, day.year).get(day)
