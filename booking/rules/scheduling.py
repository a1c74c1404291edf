"""Instants that follow from rules: when an answer is due."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from booking.rules.closures import Closure
from booking.rules.opening import OpeningHours, day_spans
from booking.rules.wall import day_end, local

LONGEST_WAIT = timedelta(days=61)
_LONGEST_CLOSURE = 60


def working_days(hours: OpeningHours, tzid: str, closures: Sequence[Closure], after: date) -> Iterator[date]:
    """The days after `after` on which the venue opens at all."""
    for n in range(1, _LONGEST_CLOSURE + 1):
        day = after + timedelta(days=n)
        spans = day_spans(hours, tzid, day)
        if any(not any(c.interval.covers(span) for c in closures) for span in spans):
            yield day


def answer_due_at(
    now: datetime,
    starts_at: datetime,
    days: int,
    hours: OpeningHours,
    tzid: str,
    closures: Sequence[Closure] = (),
) -> datetime:
    """The end of the n-th working day of the venue from now, at latest the start of the meeting (D15)."""
    coming = working_days(hours, tzid, closures, local(now, tzid).date())
    nth = [day for day, _ in zip(coming, range(days), strict=False)]
    return min(starts_at, day_end(nth[-1], tzid)) if nth else starts_at
