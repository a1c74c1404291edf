"""The open days around today by the centre's own rules, and when things were asked for."""

from datetime import date, datetime, time, timedelta

from booking.demo.bookings import PENDING, WAITING, Planned
from booking.demo.centre import TZID
from booking.rules.interval import Interval
from booking.rules.opening import opening
from booking.rules.policy import Terms
from booking.rules.wall import day_end, day_start, instant, local

REACH = timedelta(days=40)


def around(today: date) -> Interval:
    return Interval(day_start(today - REACH, TZID), day_end(today + REACH, TZID))


def open_days(today: date, terms: Terms) -> dict[int, date]:
    """As `Planned.day` counts them. A day partly closed is not one."""
    spans = opening(terms.policy.opening_hours, TZID, around(today))
    whole = [span for span in spans if not any(closure.interval.meets(span) for closure in terms.closures)]
    days = sorted({local(span.starts_at, TZID).date() for span in whole})
    behind = sum(day < today for day in days)
    return {place - behind: day for place, day in enumerate(days)}


def interval(planned: Planned, day: date) -> Interval:
    begins, ends = (time.fromisoformat(clock) for clock in planned.clock.split("-"))
    return Interval(*(instant(datetime.combine(day, at), TZID) for at in (begins, ends)))


def asked_at(planned: Planned, day: date, now: datetime) -> datetime:
    """What waits was asked for this morning; everything else on a day before today."""
    today = local(now, TZID).date()
    if planned.then in (PENDING, WAITING):
        return min(now, instant(datetime.combine(today, time(8, 30)), TZID))
    earlier = min(day - timedelta(days=planned.ahead), today - timedelta(days=1))
    return instant(datetime.combine(earlier, time(10)), TZID)
