"""When a resource is open: wall times by weekday and season, as spans of instants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
    """The first season that has a day says its hours, else `week`."""

    week: Week
    seasons: tuple[Season, ...] = ()

    def on(self, day: date) -> Spans:
        week = next((season.week for season in self.seasons if season.has(day)), self.week)
        return week.get(day.isoweekday(), ())


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
