"""Which series Outlook can hold (MS-OXCICAL 2.1.3.2.2, MS-OXOCAL 2.2.1.44.1; ICAL A20), and another way to
say the rest: as a weekly rule from which dates are left out, and of which some are at another time.

It stays one event with one UID. Outlook reads only the first of several (MS-STANOICAL 2.2.175)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache, reduce
from math import gcd

from booking.rules.recurrence import Rule, expand, parse
from booking.rules.recurrence_parts import DAILY, MONTHLY, WEEKLY, YEARLY
from booking.rules.recurrence_text import written
from booking.rules.wall import instant

MOST_DATES = 999  # of a rule, with those left out: no more can be asked for in Outlook
_MOST_WEEKS = 99  # between two weeks of a rule
_SHORTEST_MONTH = 28  # where a month has no such day Outlook takes its last one, and the RFC none
_POSITIONS = (1, 2, 3, 4, -1)
_SETS_OF_DAYS = ({*range(5)}, {5, 6}, {*range(7)}, *({day} for day in range(7)))
Walls = tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A series as it was booked, all wall times. `exdates` are those of the rule and not what was called off
    since: what is sent about one date has to name it as the whole series did before."""

    rrule: str
    starts: datetime
    tzid: str
    rdates: Walls = ()
    exdates: Walls = ()


@dataclass(frozen=True, slots=True)
class Said:
    """`left_out` of the rule, beside the series' own EXDATEs. `apart` are dates at another time of the day
    than the rule's: exceptions from it, each named by the rule's time on its day."""

    rrule: str
    left_out: Walls = ()
    rdates: Walls = ()
    apart: Walls = ()
    usual: time = time.min

    def name(self, wall: datetime) -> datetime:
        """Its RECURRENCE-ID."""
        return datetime.combine(wall, self.usual) if wall in self.apart else wall

    def exdates(self, gone: Collection[datetime]) -> list[datetime]:
        """Where a date was left out, one of the same day at another time may have its name."""
        taken = {self.name(wall) for wall in self.apart if wall not in gone}
        return sorted({*self.left_out, *map(self.name, gone)} - taken)


def can_hold(rrule: str, starts: date, rdates: Collection[datetime]) -> bool:
    """`starts` is DTSTART by the wall clock. RDATEs are never read."""
    rule = parse(rrule)
    return not rdates and _is_simple(rule) and (rule.freq in (DAILY, WEEKLY) or _one_day(rule, starts))


@lru_cache(64)
def said_to_all(course: Course) -> Said:
    """The dates are the same.

    What no such rule can say stays as it is: two dates on one day, or more dates to leave out than can be."""
    if can_hold(course.rrule, course.starts, course.rdates):
        return Said(course.rrule)
    return _as_weekly(course) or Said(course.rrule, rdates=course.rdates)


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


def _as_weekly(course: Course) -> Said | None:
    dates = _dates(course)
    rule = _weekly(dates, course) if dates else None
    if rule is None or rule.interval > _MOST_WEEKS:
        return None
    text, usual = written(rule), course.starts.time()
    wider = expand(text, course.starts, course.tzid, last=datetime.max, most=MOST_DATES)
    apart = tuple(wall for wall in course.rdates if wall.time() != usual and wall not in course.exdates)
    left_out = tuple(sorted({*wider.walls} - {datetime.combine(wall, usual) for wall in dates}))
    return None if wider.too_many else Said(text, left_out, (), apart, usual)


def _dates(course: Course) -> Walls:
    """() unless there is one a day, from the start of the rule on."""
    found = expand(course.rrule, course.starts, course.tzid, last=datetime.max, rdates=course.rdates)
    standing = [wall for wall in found.walls if wall not in course.exdates]
    alone = len({wall.date() for wall in standing}) == len(standing)
    whole = not (found.too_many or found.too_far) and found.walls[:1] >= (course.starts,)
    return found.walls if alone and whole else ()


def _weekly(walls: Walls, course: Course) -> Rule:
    starts = course.starts
    apart = [(_monday(wall) - _monday(starts)).days // 7 for wall in walls]
    return Rule(
        WEEKLY,
        until=instant(datetime.combine(walls[-1], starts.time()), course.tzid),
        interval=reduce(gcd, apart) or 1,
        by_day=tuple((0, day) for day in sorted({wall.weekday() for wall in walls})),
    )


def _monday(wall: datetime) -> date:
    return wall.date() - timedelta(days=wall.weekday())
