"""The days of a recurrence rule, by its periods: days, weeks, months or years (RFC 5545 3.3.10)."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice

from booking.rules.recurrence_parts import DAILY, MONTHLY, WEEKLY, YEARLY
from booking.rules.recurrence_text import Rule, until_at
from booking.rules.wall import instant

YEARS_AHEAD = 60
_LAST_YEAR = 9998


def days(rule: Rule, start: date) -> Iterator[date]:
    """In order, from `start` on, without regard to COUNT and UNTIL.

    Nothing after the end of the year YEARS_AHEAD on is looked at, so that also a rule that gives nothing more
    ends: at most 61 years and two weeks, 22,295 days.
    """
    full = completed(rule, start)
    for first in periods(full, start):
        yield from (day for day in chosen(full, first) if day >= start)


def days_around(rule: Rule, start: date) -> list[date]:
    """Those of the period that `start` lies in, earlier ones too."""
    full = completed(rule, start)
    return [day for first in islice(periods(full, start), 1) for day in chosen(full, first)]


def over(rule: Rule, before: int, wall: datetime, tzid: str) -> bool:
    """Whether COUNT or UNTIL leaves no room for `wall` after `before` others."""
    if rule.until is None:
        return before == rule.count
    if isinstance(rule.until, datetime) and rule.until.tzinfo:
        return instant(wall, tzid) > until_at(rule.until, tzid)
    return wall > rule.until if isinstance(rule.until, datetime) else wall.date() > rule.until


def completed(rule: Rule, start: date) -> Rule:
    """What a rule does not say, its start says."""
    if rule.freq == WEEKLY and not rule.by_day:
        return replace(rule, by_day=((0, start.weekday()),))
    if rule.freq in (MONTHLY, YEARLY) and not rule.by_day and not rule.by_month_day:
        month = rule.by_month or ((start.month,) if rule.freq == YEARLY else ())
        return replace(rule, by_month_day=(start.day,), by_month=month)
    return rule


def periods(rule: Rule, start: date) -> Iterator[date]:
    """The first day of each, from the one that `start` lies in to the end of the last year looked at."""
    last = min(start.year + YEARS_AHEAD, _LAST_YEAR)
    if rule.freq == YEARLY:
        return (date(year, 1, 1) for year in range(start.year, last + 1, rule.interval))
    if rule.freq == MONTHLY:
        months = range(12 * start.year + start.month - 1, 12 * (last + 1), rule.interval)
        return (date(month // 12, month % 12 + 1, 1) for month in months)
    length = 7 if rule.freq == WEEKLY else 1
    first = start.toordinal() - (start.weekday() - rule.wkst) % length
    return map(
        date.fromordinal, range(max(first, 1), date(last, 12, 31).toordinal() + 1, length * rule.interval)
    )


def chosen(rule: Rule, first: date) -> list[date]:
    """The days of one period that the rule names; BYSETPOS counts among them, from the end below 0."""
    named = [day for day in looked_at(rule, first) if _fits(rule, day)]
    if not rule.by_set_pos:
        return named
    return [day for n, day in enumerate(named) if {n + 1, n - len(named)} & {*rule.by_set_pos}]


def looked_at(rule: Rule, first: date) -> list[date]:
    """The days of one period; of a year, those of the months that are named."""
    if rule.freq == DAILY:
        return [first]
    if rule.freq == WEEKLY:
        return [first + timedelta(days=n) for n in range(7)]
    months = rule.by_month if rule.freq == YEARLY else (first.month,)
    return [date(first.year, month, day) for month in months for day in _month(first.year, month)]


def _month(year: int, month: int) -> range:
    return range(1, monthrange(year, month)[1] + 1)


def _fits(rule: Rule, day: date) -> bool:
    return (
        (not rule.by_month or day.month in rule.by_month)
        and (not rule.by_month_day or bool({day.day, _from_end(day)} & {*rule.by_month_day}))
        and (not rule.by_day or any(_is_nth(day, nth, weekday) for nth, weekday in rule.by_day))
    )


def _is_nth(day: date, nth: int, weekday: int) -> bool:
    """The n-th such weekday of its month; below 0 from the end, 0 for each."""
    if day.weekday() != weekday:
        return False
    return nth in (0, (day.day + 6) // 7, -((6 - _from_end(day)) // 7))


def _from_end(day: date) -> int:
    """-1 for the last of its month."""
    return day.day - len(_month(day.year, day.month)) - 1
