"""How much a person or a company may book, and whether a wish goes beyond it. All counting is by the venue's clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking.errors import BrokenRule
from booking.rules.interval import Interval
from booking.rules.wall import day_end, day_start, local

PERSON, COMPANY = "person", "company"
HOURS, NUMBER = "hours", "number"
DAY, WEEK, MONTH, COMING = "day", "week", "month", "coming"
WHOSE, MEASURES, PERIODS = (PERSON, COMPANY), (HOURS, NUMBER), (DAY, WEEK, MONTH, COMING)


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `most` (hours, or meetings) for each person or each company in a period.

    `coming` counts every meeting that has not ended yet. A meeting counts for the period it begins in.
    """

    whose: str
    measure: str
    per: str
    most: int


def period(quota: Quota, at: datetime, tzid: str, now: datetime) -> Interval | None:
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


def used(quota: Quota, meetings: Sequence[Interval], within: Interval | None, now: datetime) -> float:
    counted = [m for m in meetings if _counts(m, within, now)]
    if quota.measure == NUMBER:
        return len(counted)
    return sum((m.duration for m in counted), timedelta()) / timedelta(hours=1)


def over(
    quota: Quota, held: Sequence[Interval], wanted: Sequence[Interval], tzid: str, now: datetime
) -> Iterator[tuple[Interval, BrokenRule]]:
    """Of the meetings wanted, in their order, those that no longer fit beside what is held and those before."""
    taken = list(held)
    for meeting in wanted:
        within = period(quota, meeting.starts_at, tzid, now)
        if used(quota, [*taken, meeting], within, now) > quota.most:
            values = {"most": quota.most, "used": used(quota, taken, within, now), "quota": quota}
            yield meeting, BrokenRule("over_quota", "starts_at", values)
        else:
            taken.append(meeting)


def reach(quotas: Sequence[Quota], wanted: Sequence[Interval], tzid: str, now: datetime) -> Interval | None:
    """The time whose meetings have to be known to judge; None where nothing is counted."""
    spans = [period(q, m.starts_at, tzid, now) for q in quotas for m in wanted]
    coming = [Interval(now, now + timedelta(days=366 * 10))] if any(q.per == COMING for q in quotas) else []
    known = [span for span in spans if span] + coming
    if not known:
        return None
    return Interval(min(s.starts_at for s in known), max(s.ends_at for s in known))


def _counts(meeting: Interval, within: Interval | None, now: datetime) -> bool:
    if within is None:
        return meeting.ends_at > now
    return within.starts_at <= meeting.starts_at < within.ends_at


def _days(first: date, last: date, tzid: str) -> Interval:
    return Interval(day_start(first, tzid), day_end(last, tzid))
