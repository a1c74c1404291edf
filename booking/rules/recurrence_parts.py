"""The values of an RRULE's parts, each from its text (RFC 5545 3.3.10): the allow-list of ICAL C16."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

DAILY, WEEKLY, MONTHLY, YEARLY = "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
FREQS = (DAILY, WEEKLY, MONTHLY, YEARLY)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST, MOST_INTERVAL = 500, 366
_LAST_YEAR = 9998  # 9999 is written for "endless"; a year earlier no zone's offset leaves the calendar


def _freq(text: str) -> str:
    return FREQS[FREQS.index(text)]


def _until(text: str) -> date:
    if not re.fullmatch(r"\d{8}(T\d{6}Z?)?", text):
        raise ValueError(text)
    day = datetime.strptime(text[:8], "%Y%m%d").date()
    day = day.replace(year=min(day.year, _LAST_YEAR))
    if len(text) == 8:
        return day
    clock = datetime.strptime(text[9:15], "%H%M%S").time()
    return datetime.combine(day, clock, tzinfo=UTC if text.endswith("Z") else None)


def _number(text: str, least: int, most: int) -> int:
    """0 is none wherever a rule counts."""
    if not re.fullmatch(r"[+-]?\d{1,9}", text) or not least <= int(text) <= most or not int(text):
        raise ValueError(text)
    return int(text)


def _numbers(text: str, most: int) -> tuple[int, ...]:
    return tuple(sorted({_number(one, -most, most) for one in text.split(",")}))


def _months(text: str) -> tuple[int, ...]:
    return tuple(sorted({_number(one, 1, 12) for one in text.split(",")}))


def _weekday(text: str) -> int:
    return WEEKDAYS.index(text)


def _nth_weekdays(text: str) -> tuple[tuple[int, int], ...]:
    found = ((one[:-2], _weekday(one[-2:])) for one in text.split(","))
    return tuple(sorted({(_number(nth, -5, 5) if nth else 0, day) for nth, day in found}))


# Each part that is taken, with its field and what reads it: ValueError for what cannot be its value.
READERS: dict[str, Callable[[str], Any]] = {
    "FREQ": _freq,
    "UNTIL": _until,
    "COUNT": lambda text: _number(text, 1, MOST),
    "INTERVAL": lambda text: _number(text, 1, MOST_INTERVAL),
    "BYDAY": _nth_weekdays,
    "BYMONTHDAY": lambda text: _numbers(text, 31),
    "BYMONTH": _months,
    "BYSETPOS": lambda text: _numbers(text, 366),
    "WKST": _weekday,
}
