"""The days of one side of a meeting, cut into parts that suit a meeting more or less."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from booking.rules.closures import national_holidays
from booking.rules.interval import Interval
from booking.rules.wall import day_end, instant, local

WORKING, LUNCH, EARLY, LATE, NIGHT = "working", "lunch", "early", "late", "night"
WEEKEND, HOLIDAY = "weekend", "holiday"
# In percent of working hours.
WORTH = {WORKING: 100, LUNCH: 85, EARLY: 40, LATE: 40, NIGHT: 0, WEEKEND: 0, HOLIDAY: 0}
_FROM = ((0, NIGHT), (7, EARLY), (9, WORKING), (12, LUNCH), (13, WORKING), (18, LATE), (21, NIGHT))
_FRIDAY = 5


@dataclass(frozen=True, slots=True)
class Side:
    """A zone from which people take part, and the country (ISO 3166, or "") whose holidays they keep."""

    tzid: str
    country: str


@dataclass(frozen=True, slots=True)
class Part:
    """`holiday` is the name of the holiday that it belongs to, by locale."""

    kind: str
    interval: Interval
    holiday: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """How a time suits one side, by its clock. `fit` is 0 to 1; `kinds` are parts of its day, in order."""

    side: Side
    starts_at: datetime
    ends_at: datetime
    fit: float
    kinds: tuple[str, ...]
    holiday: Mapping[str, str]


def parts(side: Side, around: Interval) -> list[Part]:
    """Of every local day that `around` touches, in order and without a gap."""
    first, last = (local(at, side.tzid).date() for at in (around.starts_at, around.ends_at))
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [part for day in days for part in _of_day(side, day)]


def _of_day(side: Side, day: date) -> Iterator[Part]:
    """A part that lies wholly in the hour which a clock change leaves out does not come that day."""
    holiday = national_holidays(side.country, day.year).get(day, {})
    off = HOLIDAY if holiday else WEEKEND if day.isoweekday() > _FRIDAY else ""
    marks = [(_at(day, hour, side.tzid), off or kind) for hour, kind in _FROM]
    for (begins, kind), (ends, _) in pairwise([*marks, (day_end(day, side.tzid), "")]):
        if begins < ends:
            yield Part(kind, Interval(begins, ends), holiday)


def _at(day: date, hour: int, tzid: str) -> datetime:
    return instant(datetime.combine(day, time(hour)), tzid)


def touched(days: Sequence[Part], interval: Interval) -> list[tuple[Part, timedelta]]:
    """The parts of `days` that a meeting lies in, with how long."""
    found, at = [], bisect_right(days, interval.starts_at, key=_begins) - 1
    for part in days[max(at, 0) :]:
        if part.interval.starts_at >= interval.ends_at:
            break
        span = part.interval
        found.append((part, min(span.ends_at, interval.ends_at) - max(span.starts_at, interval.starts_at)))
    return found


def _begins(part: Part) -> datetime:
    return part.interval.starts_at


def suited(days: Sequence[Part], interval: Interval) -> timedelta:
    """As much of a meeting as lies in working hours; the rest of a day counts for a part of its length."""
    return sum((length * WORTH[part.kind] for part, length in touched(days, interval)), timedelta()) / 100


def reason_of(side: Side, days: Sequence[Part], interval: Interval) -> Reason:
    within = [part for part, _ in touched(days, interval)]
    return Reason(
        side=side,
        starts_at=local(interval.starts_at, side.tzid),
        ends_at=local(interval.ends_at, side.tzid),
        fit=round(suited(days, interval) / interval.duration, 3),
        kinds=tuple(dict.fromkeys(part.kind for part in within)),
        holiday=next((part.holiday for part in within if part.holiday), {}),
    )
