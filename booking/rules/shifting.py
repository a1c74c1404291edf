"""A series moved as a whole: its rule on other weekdays, its dates by the same span of wall time."""

from dataclasses import replace
from datetime import datetime, timedelta

from booking.rules.interval import Interval
from booking.rules.recurrence import parse
from booking.rules.recurrence_parts import WEEKLY
from booking.rules.recurrence_text import written
from booking.rules.series import lasting, named, wall


def shifted(recurrence_id: str, by: timedelta) -> str:
    return named(datetime.fromisoformat(recurrence_id) + by)


def moved_along(first: Interval, was: datetime, other: datetime, tzid: str) -> Interval:
    """Where a date goes that stood at `other` when the one that stood at `was` goes to `first`; naive wall
    times of `tzid`."""
    return lasting(other + (wall(first.starts_at, tzid) - was), first.duration, tzid)


def shifted_rule(rrule: str, starts: datetime, by: timedelta) -> str:
    """Its end goes along, and a weekly rule's weekdays by whole days; `starts` is the old first wall time.

    Any other rule keeps its days: where they no longer fit its new start, `faults` says so.
    """
    rule = parse(rrule)
    days = ((starts + by).date() - starts.date()).days
    if rule.until:
        rule = replace(rule, until=rule.until + by)
    if days and rule.freq == WEEKLY:
        rule = replace(rule, by_day=tuple(sorted((n, (day + days) % 7) for n, day in rule.by_day)))
    return written(rule)
