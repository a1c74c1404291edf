"""Series of meetings: which wall times an RRULE gives, and the rule of a part of them (RFC 5545 3.8.5).

`starts` is DTSTART by the wall clock of `tzid`, naive as all wall times here; booking.rules.wall.instant says
when that is. But for `faults` a text is a rule that has none, or `endless_rule` alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import MAXYEAR, datetime, timedelta
from itertools import takewhile

from booking.rules.recurrence_days import YEARS_AHEAD, days, over
from booking.rules.recurrence_faults import LONGEST_RULE, faults
from booking.rules.recurrence_parts import MOST
from booking.rules.recurrence_text import DAY_END, Rule, parse, until_at, written

__all__ = [
    "LONGEST_RULE", "MOST", "Expansion", "Rule", "canonical", "ended_before", "expand", "faults", "parse",
    "remainder",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expansion:
    """`walls` are sorted and each once, and only those within both limits; `too_many` and `too_far` say that
    there are more. `latest` is the last of the rule's own within them: UNTIL may be that."""

    walls: tuple[datetime, ...]
    too_many: bool = False
    too_far: bool = False
    latest: datetime | None = None


def canonical(text: str, tzid: str) -> str:
    """The one way we write a rule. UNTIL is an instant, as it must be beside a TZID (RFC 5545 3.3.10)."""
    return written(_zoned(parse(text), tzid))


def expand(
    text: str,
    starts: datetime,
    tzid: str,
    *,
    last: datetime,
    exdates: Iterable[datetime] = (),
    rdates: Iterable[datetime] = (),
    most: int = MOST,
) -> Expansion:
    """At most `most` wall times, up to `last` and including it; `starts` first, unless it is an EXDATE.

    At most 22,295 days are looked at (`recurrence_days.days`); a rule that has not ended by then is too far.
    COUNT and `most` count EXDATEs too.
    """
    found = _walked(parse(text), starts, tzid, last, most)
    walls = sorted({*found.walls, *rdates} - {*exdates})
    near = [wall for wall in walls if wall <= last]
    return replace(
        found,
        walls=tuple(near[:most]),
        too_many=found.too_many or len(near) > most,
        too_far=found.too_far or len(near) < len(walls),
    )


def ended_before(text: str, starts: datetime, wall: datetime, tzid: str) -> str:
    """The same rule without the starts at `wall` and later: COUNT makes way for UNTIL."""
    day = wall.date() if starts.time() < wall.time() else wall.date() - timedelta(days=1)
    rule = parse(text)
    end = until_at(datetime.combine(day, DAY_END), tzid)
    earlier = min(end, until_at(rule.until, tzid)) if rule.until else end
    return written(replace(rule, count=None, until=earlier))


def remainder(text: str, starts: datetime, wall: datetime, tzid: str) -> str:
    """The same rule for a series that starts at `wall`, one of its own. ValueError where none are left."""
    rule = _zoned(parse(text), tzid)
    if rule.count is None:
        return written(rule)
    left = rule.count - _number_before(rule, starts, wall)
    if left < 1:
        raise ValueError(wall)
    return written(replace(rule, count=left))


def _walked(rule: Rule, starts: datetime, tzid: str, last: datetime, most: int) -> Expansion:
    walls: list[datetime] = []
    for day in days(rule, starts.date()):
        wall = datetime.combine(day, starts.time())
        if over(rule, len(walls), wall, tzid):
            return _expansion(walls)
        if wall > last:
            return _expansion(walls, too_far=True)
        if len(walls) == most:
            return _expansion(walls, too_many=True)
        walls.append(wall)
    beyond = starts.replace(year=min(starts.year + YEARS_AHEAD + 1, MAXYEAR), month=1, day=1)
    return _expansion(walls, too_far=not over(rule, len(walls), beyond, tzid))


def _expansion(walls: list[datetime], too_many: bool = False, too_far: bool = False) -> Expansion:
    return Expansion(tuple(walls), too_many, too_far, walls[-1] if walls else None)


def _number_before(rule: Rule, starts: datetime, wall: datetime) -> int:
    all_days = days(rule, starts.date())
    return sum(1 for _ in takewhile(lambda day: datetime.combine(day, starts.time()) < wall, all_days))


def _zoned(rule: Rule, tzid: str) -> Rule:
    return replace(rule, until=until_at(rule.until, tzid)) if rule.until else rule
