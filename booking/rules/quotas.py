"""How much a person or a company may book, and what goes beyond it; counted by the venue's clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking.errors import BrokenRule
from booking.rules.interval import Interval
from booking.rules.wall import day_end, day_start, local

PERSON, COMPANY = "person", "company"
HOURS, NUMBER = "hours", "number"
DAY, WEEK, MONTH, COMING = "day", "week", "month", "coming"
WHOSE, MEASURES, PERIODS = (PERSON, COMPANY), (HOURS, NUMBER), (DAY, WEEK, MONTH, COMING)
_HOUR = 3600  # seconds
_FAR = timedelta(days=3660)  # beyond any booking


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `most` (hours, or meetings) for each person or each company in a period.

    `coming` counts every meeting that has not ended yet. A meeting counts for the period it begins in.
    """

    whose: str
    measure: str
    per: str
    most: int


@dataclass(frozen=True, slots=True)
class Limit:
    """A quota with the meetings that count towards it already."""

    quota: Quota
    held: Sequence[Interval]


def period(quota: Quota, at: datetime, tzid: str) -> Interval | None:
    """The day, ISO week or month of the venue that `at` lies in; None for what is to come."""
    on = local(at, tzid).date()
    if quota.per == DAY:
        return _days(on, on, tzid)
    if quota.per == WEEK:
        monday = on - timedelta(days=on.weekday())
        return _days(monday, monday + timedelta(days=6), tzid)
    if quota.per == MONTH:
        first = on.replace(day=1)
        return _days(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), tzid)
    return None


def used(limit: Limit, at: datetime, tzid: str, now: datetime) -> float:
    """Hours, or meetings, that are held of it in the period that `at` lies in."""
    within = period(limit.quota, at, tzid)
    return sum(_size(limit.quota, held, within, now) for held in limit.held) / _unit(limit.quota)


def over(
    limits: Sequence[Limit], wanted: Iterable[Interval], tzid: str, now: datetime
) -> list[tuple[int, BrokenRule]]:
    """Of the meetings wanted, in their order, the index of those that do not fit beside what is held and what
    did: two may be at the same time."""
    totals: Totals = {}
    found: list[tuple[int, BrokenRule]] = []
    for which, meeting in enumerate(wanted):
        shares = [_share(n, limit, meeting, totals, tzid, now) for n, limit in enumerate(limits)]
        broken = [rule for key, size in shares for rule in _over(limits[key[0]].quota, totals[key], size)]
        found += [(which, rule) for rule in broken]
        for key, size in [] if broken else shares:
            totals[key] += size
    return found


Key = tuple[int, Interval | None]  # which limit, and the period
Totals = dict[Key, int]


def _share(
    n: int, limit: Limit, meeting: Interval, totals: Totals, tzid: str, now: datetime
) -> tuple[Key, int]:
    """Where a meeting counts and how much; what is held there is added up the first time."""
    within = period(limit.quota, meeting.starts_at, tzid)
    if (n, within) not in totals:
        totals[n, within] = sum(_size(limit.quota, held, within, now) for held in limit.held)
    return (n, within), _size(limit.quota, meeting, within, now)


def _over(quota: Quota, total: int, size: int) -> Iterator[BrokenRule]:
    unit = _unit(quota)
    if size and total + size > quota.most * unit:
        case = f"{quota.whose}:{quota.measure}:{quota.per}"
        values = {"case": case, "most": quota.most, "used": f"{total / unit:g}"}
        yield BrokenRule("over_quota", "starts_at", values)


def _unit(quota: Quota) -> int:
    return 1 if quota.measure == NUMBER else _HOUR


def _size(quota: Quota, meeting: Interval, within: Interval | None, now: datetime) -> int:
    """Meetings, or seconds; 0 where it does not count: it begins in another period, or is over."""
    counts = meeting.ends_at > now if within is None else _begins_in(within, meeting)
    return 0 if not counts else 1 if quota.measure == NUMBER else int(meeting.duration.total_seconds())


def _begins_in(within: Interval, meeting: Interval) -> bool:
    return within.starts_at <= meeting.starts_at < within.ends_at


def reach(quotas: Sequence[Quota], wanted: Sequence[Interval], tzid: str, now: datetime) -> Interval | None:
    """The time whose meetings have to be known to judge; None where nothing is counted."""
    spans = [period(q, m.starts_at, tzid) for q in quotas for m in wanted]
    coming = [Interval(now, now + _FAR)] if any(q.per == COMING for q in quotas) else []
    known = [span for span in spans if span] + coming
    if not known:
        return None
    return Interval(min(s.starts_at for s in known), max(s.ends_at for s in known))


def _days(first: date, last: date, tzid: str) -> Interval:
    return Interval(day_start(first, tzid), day_end(last, tzid))
