"""Days told in one word each: how much of them is free, and which are closed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import format_decimal, gettext, ngettext

from booking.queries.availability import Space
from booking.queries.kept import Kept
from booking.rules.segments import CLOSED, FREE, LATER, PAST, SOON, STEP, TAKEN, Segment
from booking.web.asked import Asked, weeks_of
from booking.web.cells import why
from booking.web.kept import kept
from booking.web.lines import Line, axis_of, opening
from booking.web.rows import Reader
from booking.wording import translated

_HOUR, _NOTHING = timedelta(hours=1), timedelta(0)
_BY_NOTICE = (LATER, SOON, PAST)
_FIRST_TOLD = (FREE, TAKEN, *_BY_NOTICE, CLOSED)


@dataclass(frozen=True, slots=True)
class Told:
    """One space's day: the first of _FIRST_TOLD that is there, how much is free and how much open."""

    kind: str
    free: timedelta = _NOTHING
    opened: timedelta = _NOTHING
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """Of all spaces that are asked for. `reason` says why it is closed, where that is known."""

    on: date
    lines: Sequence[Told]

    @property
    def kind(self) -> str:
        kinds = {line.kind for line in self.lines}
        return next((kind for kind in _FIRST_TOLD if kind in kinds), CLOSED)

    @property
    def minutes(self) -> tuple[int, int]:
        """Free, and open at all."""
        free = sum((line.free for line in self.lines), _NOTHING)
        opened = sum((line.opened for line in self.lines), _NOTHING)
        return free // timedelta(minutes=1), opened // timedelta(minutes=1)

    @property
    def words(self) -> str:
        if self.kind == FREE:
            return self._free()
        if self.kind == TAKEN:
            return gettext("Nothing free")
        return next((n.reason for n in self.lines if n.reason and n.kind == self.kind), gettext("Closed"))

    def _free(self) -> str:
        if len(self.lines) == 1:
            return gettext("%(hours)s h free", hours=format_decimal(self.lines[0].free / _HOUR))
        free = sum(line.kind == FREE for line in self.lines)
        return ngettext("%(num)d space has free time", "%(num)d spaces have free time", free)


def days_of(lines: Iterable[Line], reader: Reader) -> list[Day]:
    """Sorted."""
    by_day: dict[date, list[Told]] = {}
    for line in lines:
        by_day.setdefault(line.day, []).append(told(line, reader))
    return [Day(on, each) for on, each in sorted(by_day.items())]


def told(line: Line, reader: Reader) -> Told:
    known: Kept[Told] = kept("told", 4096)
    key = (line.space.version, line.day, reader.locale, reader.quarter)
    return known.get(key) or known.put(key, _told(line, reader))


def _told(line: Line, reader: Reader) -> Told:
    spans, closed = line.opening()
    opened = sum((span.duration for span in spans), _NOTHING)
    cut = line.cut(axis_of(line.day, *(line.claims.reach or (0, 24 * 60)), line.space.tzid), reader.now)
    kinds = {one.kind for one in cut}
    if FREE in kinds:
        return Told(FREE, sum((one.columns * STEP for one in cut if one.kind == FREE), _NOTHING), opened)
    kind = next(
        (kind for kind in (LATER, SOON, PAST) if kind in kinds), TAKEN if kinds - {CLOSED} else CLOSED
    )
    return Told(kind, _NOTHING, opened, _why(kind, cut, [translated(closure.reason) for closure in closed]))


def _why(kind: str, cut: Sequence[Segment], reasons: Sequence[str]) -> str:
    if kind == CLOSED:
        return next(filter(None, reasons), "")
    return why(next(one for one in cut if one.kind == kind), []) if kind in _BY_NOTICE else ""


def calendar(asked: Asked, spaces: Sequence[Space]) -> Iterator[list[tuple[date, bool]]]:
    """The weeks of its month: each day, and whether nothing that is asked for opens then."""
    days = weeks_of(asked.on)
    shown = asked.spaces(spaces)
    told_days = [(day, not any(opening(space, day)[0] for space in shown)) for day in days]
    yield from (told_days[n : n + 7] for n in range(0, len(told_days), 7))
