"""How a meeting repeats, as the few choices of a form, to an RRULE and back."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from booking.rules.recurrence_days import completed
from booking.rules.recurrence_parts import MONTHLY, WEEKDAYS, WEEKLY
from booking.rules.recurrence_text import Rule, parse, until_at
from booking.rules.wall import local

SAME_DAY, NTH_WEEKDAY, LAST_WEEKDAY, LAST_WORKING_DAY = "day", "nth", "last", "working"
_WORKING = ",".join(WEEKDAYS[:5])


@dataclass(frozen=True, slots=True)
class Repeats:
    """`weekdays` (Monday is 0) of a weekly rule, `on` of a monthly one; ends after `times` or on `until`."""

    freq: str
    every: int = 1
    weekdays: tuple[int, ...] = ()
    on: str = SAME_DAY
    times: int | None = None
    until: date | None = None


def rule_of(repeats: Repeats, starts: date) -> str:
    """The RRULE of a series whose first meeting is on that day."""
    every = f";INTERVAL={repeats.every}" if repeats.every > 1 else ""
    return f"FREQ={repeats.freq}{every}{_end(repeats)}{_days(repeats, starts)}"


def _end(repeats: Repeats) -> str:
    if repeats.until:
        return f";UNTIL={repeats.until:%Y%m%d}"
    return f";COUNT={repeats.times}" if repeats.times else ""


def _days(repeats: Repeats, starts: date) -> str:
    if repeats.freq == WEEKLY and repeats.weekdays:
        return f";BYDAY={','.join(WEEKDAYS[day] for day in sorted(repeats.weekdays))}"
    if repeats.freq != MONTHLY or repeats.on == SAME_DAY:
        return ""
    if repeats.on == LAST_WORKING_DAY:
        return f";BYDAY={_WORKING};BYSETPOS=-1"
    nth = -1 if repeats.on == LAST_WEEKDAY else (starts.day + 6) // 7
    return f";BYDAY={nth}{WEEKDAYS[starts.weekday()]}"


def repeats_of(rrule: str, starts: datetime, tzid: str) -> Repeats | None:
    """None for a rule that these choices cannot say. `starts` is DTSTART, naive; the rule has no faults."""
    rule = parse(rrule)
    last = _last_day(rule, starts, tzid)
    base = Repeats(rule.freq, rule.interval, times=rule.count, until=last)
    guesses = (replace(base, weekdays=_weekdays(rule, starts.date()), on=on) for on in _ons(rule))
    wanted = _plain(rule, starts, last)
    said = ((guess, parse(rule_of(guess, starts.date()))) for guess in guesses)
    return next((guess for guess, text in said if _plain(text, starts, last) == wanted), None)


def _ons(rule: Rule) -> tuple[str, ...]:
    if rule.freq != MONTHLY or not rule.by_day:
        return (SAME_DAY,)
    return (LAST_WEEKDAY, NTH_WEEKDAY, LAST_WORKING_DAY)


def _weekdays(rule: Rule, starts: date) -> tuple[int, ...]:
    if rule.freq != WEEKLY:
        return ()
    return tuple(day for _, day in completed(rule, starts).by_day)


def _plain(rule: Rule, starts: datetime, last: date | None) -> Rule:
    """With all that its start says; which day a week begins on counts only where weeks are left out."""
    whole = completed(rule, starts.date())
    counts = rule.freq == WEEKLY and rule.interval > 1 and len(whole.by_day) > 1
    return replace(whole, until=last, wkst=whole.wkst if counts else 0)


def _last_day(rule: Rule, starts: datetime, tzid: str) -> date | None:
    """On which a meeting can still begin, by the wall clock."""
    if rule.until is None:
        return None
    end = local(until_at(rule.until, tzid), tzid)
    too_early = end.time() < starts.time()
    return date.fromordinal(end.toordinal() - too_early)
