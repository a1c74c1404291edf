"""When a resource is open: wall times by weekday and season, as spans of instants."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from booking.rules.interval import Interval, joined
from booking.rules.wall import instant, local

Spans = tuple[tuple[int, int], ...]
Week = Mapping[int, Spans]  # ISO weekday (1 is Monday) to minutes since midnight; 1440 is the next midnight


@dataclass(frozen=True, slots=True)
class Season:
    """(month, day) of its first and last day, each year; it may reach over the turn of the year."""

    first: tuple[int, int]
    last: tuple[int, int]
    week: Week

    def has(self, day: date) -> bool:
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """`days` say their own hours; else the first season that has a day does, else `week`."""

    week: Week
    seasons: tuple[Season, ...] = ()
    days: Mapping[date, Spans] = field(default_factory=dict)

    def on(self, day: date) -> Spans:
        return self.days[day] if day in self.days else self._week_of(day).get(day.isoweekday(), ())

    def opened(self, days: Mapping[date, Spans | None]) -> "OpeningHours":
        """With hours on these days: their own, or None: the weekday's, or else the usual ones."""
        return replace(self, days={on: own or self.on(on) or self.usual(on) for on, own in days.items()})

    def usual(self, day: date) -> Spans:
        """Those that most weekdays of its season have; of two as frequent the first in the week."""
        week = self._week_of(day)
        spans = Counter(week[weekday] for weekday in sorted(week) if week[weekday])
        return spans.most_common(1)[0][0] if spans else ()

    def _week_of(self, day: date) -> Week:
        return next((season.week for season in self.seasons if season.has(day)), self.week)


def in_minutes(pairs: Iterable[Sequence[str]]) -> Spans:
    """From wall times such as ["08:45", "17:30"]; 24:00 is the next midnight."""
    return tuple((_minutes(opens), _minutes(closes)) for opens, closes in pairs)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def opening(hours: OpeningHours, tzid: str, around: Interval) -> list[Interval]:
    """The opening spans of every local day that `around` touches, joined; closures are not cut out."""
    days = _days(local(around.starts_at, tzid).date(), local(around.ends_at, tzid).date())
    return joined(span for day in days for span in day_spans(hours, tzid, day))


def day_spans(hours: OpeningHours, tzid: str, day: date) -> Iterator[Interval]:
    """A span that lies in the hour which a clock change leaves out does not come that day."""
    for opens, closes in hours.on(day):
        opens_at, closes_at = _at(day, opens, tzid), _at(day, closes, tzid)
        if opens_at < closes_at:
            yield Interval(opens_at, closes_at)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _at(day: date, minutes: int, tzid: str) -> datetime:
    return instant(datetime.combine(day, time()) + timedelta(minutes=minutes), tzid)
