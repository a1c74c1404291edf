"""One line as a row, a column or a list: put together once for all who see the same in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from booking.permissions import Actor
from booking.queries.kept import Kept
from booking.rules.interval import Interval
from booking.rules.segments import STEP
from booking.rules.wall import local
from booking.web.cells import cell
from booking.web.entries import entries
from booking.web.kept import kept
from booking.web.lines import Line
from booking.web.look import Look

QUARTER = 900  # seconds: how long what has passed stays as it was shown
Made = TypeVar("Made")
Seen = Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a table is made, and when."""

    by: Actor | None
    locale: str
    tzid: str
    now: datetime

    @property
    def quarter(self) -> float:
        return self.now.timestamp() // QUARTER

    def is_today(self, day: date, tzid: str) -> bool:
        return local(self.now, tzid).date() == day


def row(line: Line, axis: Interval, reader: Reader, look: Look) -> str:
    return _once("rows", _row, line, axis, reader, look)


def column(line: Line, axis: Interval, reader: Reader, look: Look) -> tuple[str, ...]:
    """What begins at each step of the axis."""
    return _once("columns", _column, line, axis, reader, look)


def listed(line: Line, axis: Interval, reader: Reader, look: Look) -> str:
    return _once("lists", _listed, line, axis, reader, look)


def _once(
    kind: str, make: Callable[..., Made], line: Line, axis: Interval, reader: Reader, look: Look
) -> Made:
    seen = tuple([held.seen_by(reader.by, line.space.visibility) for held in line.held])
    key = (line.space.version, line.day, look, axis, seen, reader.quarter)
    known: Kept[Made] = kept(kind, 4096)
    return known.get(key) or known.put(key, make(line, axis, reader, look, seen))


def _row(line: Line, axis: Interval, reader: Reader, look: Look, seen: Seen) -> str:
    return "".join(["<tr>", look.head(line.space, "row"), *_cells(line, axis, reader, look, seen), "</tr>\n"])


def _column(line: Line, axis: Interval, reader: Reader, look: Look, seen: Seen) -> tuple[str, ...]:
    cut, steps = line.cut(axis, reader.now), [""] * -(-axis.duration // STEP)
    for segment, text in zip(cut, _cells(line, axis, reader, look, seen), strict=True):
        steps[(segment.starts_at - axis.starts_at) // STEP] = text
    return tuple(steps)


def _listed(line: Line, axis: Interval, reader: Reader, look: Look, seen: Seen) -> str:
    return entries(look, line.space, line.cut(axis, reader.now), line.held, seen, line.opening()[1])


def _cells(line: Line, axis: Interval, reader: Reader, look: Look, seen: Seen) -> list[str]:
    closed = line.opening()[1]
    cut = line.cut(axis, reader.now)
    return [cell(look, line.space, segment, line.held, seen, closed) for segment in cut]
