"""The next day with a free time, where a page has none to show."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from booking.queries.availability import Space, facts
from booking.rules.interval import Interval
from booking.rules.segments import FREE
from booking.web.asked import Asked
from booking.web.lines import lines
from booking.web.month import told
from booking.web.rows import Reader

AT_ONCE, MOST = 14, 56  # days


def next_free(asked: Asked, today: date, reader: Reader) -> date | None:
    """After those shown, at most MOST days on. Two queries where it is near."""
    first = max(asked.days[-1] + timedelta(days=1), today)
    known = facts(around(first, first + timedelta(days=MOST))).spaces
    shown = [space for space in known if not asked.space or space.id == asked.space.id]
    return next(_free(replace(asked, space=None), first, shown, reader), None)


def _free(asked: Asked, first: date, shown: Sequence[Space], reader: Reader) -> Iterator[date]:
    for begun in range(0, MOST, AT_ONCE):
        days = [first + timedelta(days=begun + n) for n in range(AT_ONCE)]
        yield from (n.day for n in lines(asked.lines_of(days, shown)) if told(n, reader).kind == FREE)


def around(first: date, last: date) -> Interval:
    """Those days, by any clock on earth."""
    a_day = timedelta(days=1)
    return Interval(
        datetime.combine(first - a_day, time(), UTC), datetime.combine(last + 2 * a_day, time(), UTC)
    )
