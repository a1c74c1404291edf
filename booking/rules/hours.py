"""Opening hours as staff write them and as a policy keeps them, and what is wrong with them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from booking.errors import BrokenRule

DAYS = tuple(str(day) for day in range(1, 8))
MOST_SEASONS, MOST_SPANS = 12, 6
_SPAN = re.compile(r"(\d{1,2}):(\d\d)\s*[-–—~〜～]\s*(\d{1,2}):(\d\d)", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)
_DAY = re.compile(r"\d\d-\d\d", re.ASCII)
_A_LEAP_YEAR = 2024
Spans = list[list[str]]


def spans_of(text: str) -> Spans:
    """Of `08:45-12:00, 13:00-17:30`, sorted. Raises ValueError."""
    return sorted(_span(part.strip()) for part in re.split("[,、，;]", text) if part.strip())


def _span(text: str) -> list[str]:
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError(text)
    return [f"{int(found[1]):02d}:{found[2]}", f"{int(found[3]):02d}:{found[4]}"]


def text_of(spans: Spans) -> str:
    return ", ".join(f"{opens}-{closes}" for opens, closes in spans)


def hours_faults(hours: Any, field: str = "opening_hours") -> Iterator[BrokenRule]:
    """Of hours as models.Policy keeps them."""
    if not isinstance(hours, Mapping):
        yield BrokenRule("not_an_object", field)
        return
    seasons = hours.get("seasons", [])
    yield from _week({day: spans for day, spans in hours.items() if day != "seasons"}, field)
    if not isinstance(seasons, list) or len(seasons) > MOST_SEASONS:
        yield BrokenRule("too_many_items", f"{field}.seasons", {"most": MOST_SEASONS})
        return
    for n, season in enumerate(seasons):
        yield from _season(season, f"{field}.seasons.{n}")


def _season(season: Any, field: str) -> Iterator[BrokenRule]:
    if not isinstance(season, Mapping) or set(season) != {"first", "last", "week"}:
        yield BrokenRule("not_a_season", field)
        return
    for name in ("first", "last"):
        if not _is_day(season[name]):
            yield BrokenRule("not_a_month_day", f"{field}.{name}")
    yield from _week(season["week"], f"{field}.week")


def _is_day(text: Any) -> bool:
    """29 February is one."""
    try:
        return bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(f"{_A_LEAP_YEAR}-{text}"))
    except (TypeError, ValueError):
        return False


def _week(week: Any, field: str) -> Iterator[BrokenRule]:
    if not isinstance(week, Mapping):
        yield BrokenRule("not_an_object", field)
        return
    for day, spans in week.items():
        if day not in DAYS:
            yield BrokenRule("unknown_field", f"{field}.{str(day)[:20]}")
        else:
            yield from day_faults(spans, f"{field}.{day}")


def day_faults(spans: Any, field: str) -> Iterator[BrokenRule]:
    """Of the hours of one day."""
    if not _are_spans(spans):
        yield BrokenRule("not_hours", field)
    elif any(before[1] > after[0] for before, after in pairwise(spans)):
        yield BrokenRule("hours_overlap", field)


def _are_spans(spans: Any) -> bool:
    if not isinstance(spans, list) or len(spans) > MOST_SPANS:
        return False
    pairs = all(isinstance(span, list) and len(span) == 2 for span in spans)
    return pairs and all(_is_clock(a) and _is_clock(b) and a < b for a, b in spans)


def _is_clock(text: Any) -> bool:
    return isinstance(text, str) and bool(_CLOCK.fullmatch(text))
