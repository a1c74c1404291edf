"""When a resource is open: wall times by weekday, as spans of instants."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from booking.rules.interval import Interval, joined
from booking.rules.wall import instant, local

# ISO weekday (1 is Monday) to spans of minutes since midnight; 1440 is the next midnight.
OpeningHours = Mapping[int, tuple[tuple[int, int], ...]]


def opening(hours: OpeningHours, tzid: str, around: Interval) -> list[Interval]:
    """The opening spans of every local day that `around` touches, joined; closures are not cut out."""
    days = _days(local(around.starts_at, tzid).date(), local(around.ends_at, tzid).date())
    return joined(span for day in days for span in day_spans(hours, tzid, day))


def day_spans(hours: OpeningHours, tzid: str, day: date) -> Iterator[Interval]:
    """A span that lies in the hour which a clock change leaves out does not come that day."""
    for opens, closes in hours.get(day.isoweekday(), ()):
        opens_at, closes_at = _at(day, opens, tzid), _at(day, closes, tzid)
        if opens_at < closes_at:
            yield Interval(opens_at, closes_at)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _at(day: date, minutes: int, tzid: str) -> datetime:
    return instant(datetime.combine(day, time()) + timedelta(minutes=minutes), tzid)
