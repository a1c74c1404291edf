"""What a VTIMEZONE of other people says of offsets (RFC 5545 3.6.5), within the years that we take.

Rules have to name one day of one month each year, as those of every maker we know do; nothing else is
expanded, and no more than MOST_RULES of one message.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from booking.ical.limits import FIRST_YEAR, LAST_YEAR
from booking.ical.parts import Part
from booking.rules.recurrence import Rule, faults, parse
from booking.rules.recurrence_days import chosen, completed
from booking.rules.recurrence_parts import YEARLY
from booking.rules.recurrence_text import pieces

MOST_RULES = 40
DAY = timedelta(days=1)
_OF_DAY = {"BYHOUR": "%H", "BYMINUTE": "%M", "BYSECOND": "%S"}
_HARMLESS = {"endless_rule", "start_not_in_rule", "until_before_start"}  # Outlook starts them all in 1601


@dataclass(frozen=True, slots=True)
class Described:
    """`onsets` (naive UTC) each begin the offset of the same place; `before` is that before all of them."""

    onsets: tuple[datetime, ...]
    offsets: tuple[timedelta, ...]
    before: timedelta

    def offset(self, at: datetime) -> timedelta:
        place = bisect_right(self.onsets, at)
        return self.offsets[place - 1] if place else self.before

    def instant(self, wall: datetime) -> datetime:
        """UTC. In a gap or fold as RFC 5545 3.3.5: the offset before the gap, the first of the two."""
        earlier, later = self.offset(wall - DAY), self.offset(wall + DAY)
        fitting = [offset for offset in (earlier, later) if self.offset(wall - offset) == offset]
        return (wall - (fitting or [earlier])[0]).replace(tzinfo=UTC)


def rules_in(zones: Iterable[Part]) -> int:
    return sum(len(part.every("RRULE")) for zone in zones for part in zone.parts)


def describe(zone: Part) -> Described | None:
    """None where it cannot be believed or understood."""
    try:
        found = sorted(onset for part in zone.named("STANDARD", "DAYLIGHT") for onset in _onsets(part))
    except ValueError:
        return None
    if not found:
        return None
    return Described(
        tuple(at for at, _, _ in found), tuple(after for _, after, _ in found), before=found[0][2]
    )


def _onsets(part: Part) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """(UTC, offset after, offset before). ValueError."""
    before, after = _offset(part.value("TZOFFSETFROM")), _offset(part.value("TZOFFSETTO"))
    starts = _wall(part.value("DTSTART"))
    listed = [_wall(text) for one in part.every("RDATE") for text in one.value.split(",")]
    ruled = [wall for one in part.every("RRULE") for wall in _ruled(one.value, starts, before)]
    for wall in {starts, *listed, *ruled}:
        yield wall - before, after, before


def _offset(text: str) -> timedelta:
    found = re.fullmatch(r"([+-])(\d\d)([0-5]\d)([0-5]\d)?", text, re.ASCII)
    if not found or int(found[2]) > 15:
        raise ValueError(text)
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -size if found[1] == "-" else size


def _wall(text: str) -> datetime:
    """ValueError. A wall time far from the ends of the calendar."""
    at = datetime.strptime(text.strip()[:15], "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d")
    if not 1600 <= at.year <= LAST_YEAR:
        raise ValueError(text)
    return at


def _ruled(text: str, starts: datetime, before: timedelta) -> list[datetime]:
    rule = completed(_rule(text, starts), starts.date())
    last = min(rule.until.year, LAST_YEAR) if rule.until else LAST_YEAR
    first = max(starts.year, min(FIRST_YEAR - 1, last - 1))
    days = (day for year in range(first, last + 1) for day in chosen(rule, date(year, 1, 1)))
    walls = (datetime.combine(day, starts.time()) for day in days if day >= starts.date())
    return [wall for wall in walls if not _over(rule, wall, before)]


def _rule(text: str, starts: datetime) -> Rule:
    """Lotus says the time of day once more: it has to be that of DTSTART."""
    parts = pieces(text)
    if any(value.zfill(2) != starts.strftime(_OF_DAY[name]) for name, value in parts if name in _OF_DAY):
        raise ValueError(text)
    plain = ";".join(f"{name}={value}" for name, value in parts if name not in _OF_DAY)
    if {fault.code for fault in faults(plain, starts, "UTC")} - _HARMLESS:
        raise ValueError(text)
    rule = parse(plain)
    if (rule.freq, rule.interval, rule.count) != (YEARLY, 1, None) or len(rule.by_day) > 1:
        raise ValueError(text)
    if len(rule.by_month) > 1:
        raise ValueError(text)
    return replace(rule, by_month=rule.by_month or (starts.month,))


def _over(rule: Rule, wall: datetime, before: timedelta) -> bool:
    if rule.until is None:
        return False
    if not isinstance(rule.until, datetime):
        return wall.date() > rule.until
    return (wall - before).replace(tzinfo=UTC) > rule.until if rule.until.tzinfo else wall > rule.until
