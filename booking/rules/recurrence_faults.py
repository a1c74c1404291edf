"""What is wrong with an RRULE, told before anything is expanded (D19; the allow-list is ICAL C16)."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime

from booking.errors import BrokenRule
from booking.rules.recurrence_days import days_around, over
from booking.rules.recurrence_parts import (
    DAILY,
    MONTHLY,
    MOST,
    MOST_INTERVAL,
    READERS,
    WEEKDAYS,
    WEEKLY,
    YEARLY,
)
from booking.rules.recurrence_text import Rule, parse, pieces
from booking.rules.wall import known

LONGEST_RULE = 500  # characters
_LONGEST_LIST = 31
_SHOWN = 20  # characters of what was written
_NOT_OFFERED = ("BYSECOND", "BYMINUTE", "BYHOUR", "BYYEARDAY", "BYWEEKNO")
_LISTS = ("BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS")
_LEAP_YEAR = 2028
_FIRST_YEAR, _LAST_YEAR = 1, 9999  # of the calendar; what starts in them is refused for that (intake)


def faults(text: str, starts: datetime, tzid: str) -> list[BrokenRule]:
    """All that can be told at once. `starts` is DTSTART by the wall clock of `tzid`.

    `endless_rule` alone leaves a rule that can be expanded, so that its latest end can be named.
    """
    wrong = [*_illegible(text)] or [*_wrong_parts(pieces(text))]
    if wrong:
        return wrong
    rule = parse(text)
    days = [*_wrong_days(rule)]
    return [*days, *_wrong_end(rule, starts, tzid), *([] if days else _wrong_start(rule, starts))]


def _illegible(text: str) -> Iterator[BrokenRule]:
    if len(text) > LONGEST_RULE:
        yield _broken("too_long_text", most=LONGEST_RULE)
    elif not text.isascii() or not text.isprintable():
        yield _broken("control_characters")


def _wrong_parts(parts: list[tuple[str, str]]) -> Iterator[BrokenRule]:
    names = [name for name, _ in parts]
    if "FREQ" not in names:
        yield _broken("rule_without_freq")
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield _broken("rule_part_twice", part=name[:_SHOWN])
    if "COUNT" in names and "UNTIL" in names:
        yield _broken("count_and_until")
    for name, value in parts:
        yield from _wrong_part(name, value)


def _wrong_part(name: str, value: str) -> Iterator[BrokenRule]:
    if name in _NOT_OFFERED:
        yield _broken("rule_part_not_offered", part=name)
    elif name not in READERS:
        yield _broken("unknown_rule_part", part=name[:_SHOWN])
    elif name in _LISTS and value.count(",") >= _LONGEST_LIST:
        yield _broken("rule_list_too_long", part=name, most=_LONGEST_LIST)
    else:
        yield from _wrong_value(name, value)


def _wrong_value(name: str, value: str) -> Iterator[BrokenRule]:
    try:
        READERS[name](value)
    except ValueError:
        yield _OWN_FAULTS.get(name) or _broken("bad_rule_value", part=name, value=value[:_SHOWN])


def _wrong_days(rule: Rule) -> Iterator[BrokenRule]:
    """Parts that say nothing together, or what the RFC leaves out (3.3.10, its table of BY parts)."""
    for nth, day in rule.by_day:
        if nth and rule.freq in (DAILY, WEEKLY):
            yield _broken("nth_weekday_not_offered", value=f"{nth}{WEEKDAYS[day]}")
    if rule.by_month_day and rule.freq == WEEKLY:
        yield _broken("month_day_in_week")
    if rule.freq == YEARLY and (rule.by_day or rule.by_month_day) and not rule.by_month:
        yield _broken("month_needed")
    if rule.by_set_pos and (rule.freq not in (MONTHLY, YEARLY) or not (rule.by_day or rule.by_month_day)):
        yield _broken("set_pos_alone")
    longest = max(monthrange(_LEAP_YEAR, month)[1] for month in rule.by_month or range(1, 13))
    for number in rule.by_month_day:
        if abs(number) > longest:
            yield _broken("impossible_day", day=number)


def _wrong_end(rule: Rule, starts: datetime, tzid: str) -> Iterator[BrokenRule]:
    if rule.until is None and rule.count is None:
        yield _broken("endless_rule")
    elif known(tzid) and _FIRST_YEAR < starts.year < _LAST_YEAR and over(rule, 0, starts, tzid):
        yield _broken("until_before_start")


def _wrong_start(rule: Rule, starts: datetime) -> Iterator[BrokenRule]:
    """Clients disagree about such a series, though the RFC says what it is (3.8.5.3)."""
    if starts.date() not in days_around(rule, starts.date()):
        yield _broken("start_not_in_rule")


def _broken(code: str, **values: object) -> BrokenRule:
    return BrokenRule(code, "rrule", values)


_OWN_FAULTS = {
    "FREQ": _broken("freq_not_offered"),
    "COUNT": _broken("count_out_of_range", most=MOST),
    "INTERVAL": _broken("interval_out_of_range", most=MOST_INTERVAL),
}
