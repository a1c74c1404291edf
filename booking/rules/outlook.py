"""Which series Outlook can hold (MS-OXCICAL 2.1.3.2.2, MS-OXOCAL 2.2.1.44.1; ICAL A20), and another way to
say the rest: as a weekly rule from which dates are left out."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import reduce
from math import gcd

from booking.rules.recurrence import Rule, expand, parse
from booking.rules.recurrence_parts import DAILY, MONTHLY, MOST, WEEKLY, YEARLY
from booking.rules.recurrence_text import written
from booking.rules.wall import instant

MOST_LEFT_OUT = 366
_MOST_WEEKS = 99  # between two weeks of a rule
_SHORTEST_MONTH = 28  # where a month has no such day Outlook takes its last one, and the RFC none
_POSITIONS = (1, 2, 3, 4, -1)
_SETS_OF_DAYS = ({*range(5)}, {5, 6}, {*range(7)}, *({day} for day in range(7)))
Walls = tuple[datetime, ...]


def can_hold(rrule: str, starts: date, rdates: Collection[datetime]) -> bool:
    """`starts` is DTSTART by the wall clock. RDATEs are never read."""
    rule = parse(rrule)
    return not rdates and _is_simple(rule) and (rule.freq in (DAILY, WEEKLY) or _one_day(rule, starts))


def said_to_all(
    rrule: str, starts: datetime, tzid: str, rdates: Sequence[datetime]
) -> tuple[str, Walls, Walls]:
    """A rule, what is left out of it beside the series' own EXDATEs, and its RDATEs; the dates are the same.

    What no such rule can say stays as it is: dates at several times of the day, or too far apart."""
    if not can_hold(rrule, starts, rdates) and (weekly := _as_weekly(rrule, starts, tzid, rdates)):
        return (*weekly, ())
    return rrule, (), tuple(rdates)


def _is_simple(rule: Rule) -> bool:
    if rule.freq in (MONTHLY, YEARLY):
        return len(rule.by_month) <= (rule.freq == YEARLY)
    return not (rule.by_month or rule.by_month_day or rule.by_set_pos or (rule.by_day and rule.freq == DAILY))


def _one_day(rule: Rule, starts: date) -> bool:
    """Of a month: by its number, or the nth weekday of it."""
    if rule.by_day:
        return not rule.by_month_day and _nth(rule)
    days = rule.by_month_day or (starts.day,)
    return not rule.by_set_pos and len(days) == 1 and (days[0] == -1 or 1 <= days[0] <= _SHORTEST_MONTH)


def _nth(rule: Rule) -> bool:
    """2TU, or BYSETPOS of a weekday, of working days, of weekends or of all days."""
    if not rule.by_set_pos:
        return len(rule.by_day) == 1 and rule.by_day[0][0] in _POSITIONS
    days, nths = {day for _, day in rule.by_day}, {nth for nth, _ in rule.by_day}
    return nths == {0} and days in _SETS_OF_DAYS and rule.by_set_pos in [(one,) for one in _POSITIONS]


def _as_weekly(
    rrule: str, starts: datetime, tzid: str, rdates: Sequence[datetime]
) -> tuple[str, Walls] | None:
    found = expand(rrule, starts, tzid, last=datetime.max, rdates=rdates)
    if found.too_many or found.too_far or {wall.time() for wall in found.walls} != {starts.time()}:
        return None
    rule = _weekly(found.walls, starts, tzid)
    if rule.interval > _MOST_WEEKS or found.walls[0] < starts:
        return None
    text, most = written(rule), len(found.walls) + MOST_LEFT_OUT
    wider = expand(text, starts, tzid, last=datetime.max, most=min(most, MOST + MOST_LEFT_OUT))
    return None if wider.too_many else (text, tuple(sorted({*wider.walls} - {*found.walls})))


def _weekly(walls: Walls, starts: datetime, tzid: str) -> Rule:
    apart = [(_monday(wall) - _monday(starts)).days // 7 for wall in walls]
    return Rule(
        WEEKLY,
        until=instant(walls[-1], tzid),
        interval=reduce(gcd, apart) or 1,
        by_day=tuple((0, day) for day in sorted({wall.weekday() for wall in walls})),
    )


def _monday(wall: datetime) -> date:
    return wall.date() - timedelta(days=wall.weekday())
