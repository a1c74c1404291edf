"""The text of an RRULE to a value and back (RFC 5545 3.3.10). Its faults: recurrence_faults.py."""

from dataclasses import dataclass
from datetime import date, datetime, time

from booking.rules.recurrence_parts import READERS, WEEKDAYS
from booking.rules.wall import instant

DAY_END = time(23, 59, 59)
_FIELDS = {
    "FREQ": "freq",
    "UNTIL": "until",
    "COUNT": "count",
    "INTERVAL": "interval",
    "BYDAY": "by_day",
    "BYMONTHDAY": "by_month_day",
    "BYMONTH": "by_month",
    "BYSETPOS": "by_set_pos",
    "WKST": "wkst",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """`until` is a date (the whole of that day), a naive wall time or an instant.

    `by_day` holds (n, weekday): the n-th of the month, from its end below 0, each for 0; Monday is 0.
    """

    freq: str
    until: date | None = None
    count: int | None = None
    interval: int = 1
    by_day: tuple[tuple[int, int], ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    wkst: int = 0


def pieces(text: str) -> list[tuple[str, str]]:
    """(name, value) of each part as it is written; case and blanks do not count."""
    bare = text.upper().replace(" ", "").removeprefix("RRULE:")
    named = (part.partition("=") for part in bare.split(";") if part)
    return [(name, value) for name, _, value in named]


def parse(text: str) -> Rule:
    """ValueError or KeyError for a rule that has faults."""
    return Rule(**{_FIELDS[name]: READERS[name](value) for name, value in pieces(text)})


def written(rule: Rule) -> str:
    """Parts in the order of the RFC, without those that say what holds anyway."""
    values = {
        "FREQ": rule.freq,
        "UNTIL": _until_text(rule.until),
        "COUNT": str(rule.count or ""),
        "INTERVAL": str(rule.interval) if rule.interval > 1 else "",
        "BYDAY": ",".join(f"{nth or ''}{WEEKDAYS[day]}" for nth, day in rule.by_day),
        "BYMONTHDAY": _listed(rule.by_month_day),
        "BYMONTH": _listed(rule.by_month),
        "BYSETPOS": _listed(rule.by_set_pos),
        "WKST": WEEKDAYS[rule.wkst] if rule.wkst else "",
    }
    return ";".join(f"{name}={value}" for name, value in values.items() if value)


def until_at(until: date, tzid: str) -> datetime:
    """The last instant that `until` allows, UTC."""
    if not isinstance(until, datetime):
        return instant(datetime.combine(until, DAY_END), tzid)
    return until if until.tzinfo else instant(until, tzid)


def _until_text(until: date | None) -> str:
    if not isinstance(until, datetime):
        return until.strftime("%Y%m%d") if until else ""
    return until.strftime("%Y%m%dT%H%M%S") + ("Z" if until.tzinfo else "")


def _listed(numbers: tuple[int, ...]) -> str:
    return ",".join(str(number) for number in numbers)
