"""One row of a table: a space's day, put together once for all who see the same in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from booking.permissions import Actor
from booking.queries.availability import Held, Space
from booking.queries.kept import Kept
from booking.rules.closures import Closure, holiday_closures
from booking.rules.interval import Interval, without
from booking.rules.opening import day_spans
from booking.rules.segments import Held as Taken
from booking.rules.segments import segments
from booking.rules.wall import day_end, day_start
from booking.web.cells import Look, cell
from booking.web.kept import kept

QUARTER = 900  # seconds: how long what has passed stays as it was shown


@dataclass(frozen=True, slots=True)
class Claims:
    """What takes a space on a day, and the (first, last) minute since midnight that is open or taken.

    `kept` is where each lets no other meeting be.
    """

    held: tuple[Held, ...]
    kept: tuple[Interval, ...]
    reach: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Line:
    """What a row is made of, before anybody looks at it."""

    space: Space
    day: date
    claims: Claims
    week: bool

    @property
    def held(self) -> tuple[Held, ...]:
        return self.claims.held


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


def row(line: Line, axis: Interval, reader: Reader, own_tzid: str) -> str:
    """`own_tzid` is the reader's, or the venue's where their clocks agree."""
    space = line.space
    seen = tuple([held.seen_by(reader.by, space.visibility) for held in line.held])
    key = (space.version, line.day, line.week, axis, reader.locale, own_tzid, seen, reader.quarter)
    rows: Kept[str] = kept("rows", 4096)
    look = Look(space, reader.locale, own_tzid)
    return rows.get(key) or rows.put(key, _made(line, axis, seen, reader.now, look))


def _made(line: Line, axis: Interval, seen: Sequence[tuple[str, bool]], now: datetime, look: Look) -> str:
    opened, closed = _opening(line)
    bookable = (now + line.space.min_notice, now + line.space.max_notice)
    held = [Taken(h.interval, h.meeting, kept) for h, kept in zip(line.held, line.claims.kept, strict=True)]
    shut = [closure.interval for closure in closed]
    cut = segments(axis, opened, bookable, line.space.lengths, shut, held)
    cells = [cell(look, segment, line.held, seen, closed) for segment in cut]
    return "".join(["<tr>", look.head(line.day if line.week else None), *cells, "</tr>\n"])


def _opening(line: Line) -> tuple[list[Interval], list[Closure]]:
    """When the space is open that day, and why it is not."""
    known: Kept[tuple[list[Interval], list[Closure]]] = kept("opening", 1024)
    key = (line.space.terms, line.day)
    return known.get(key) or known.put(key, _worked_out(line.space, line.day))


def _worked_out(space: Space, day: date) -> tuple[list[Interval], list[Closure]]:
    whole = Interval(day_start(day, space.tzid), day_end(day, space.tzid))
    country = space.country if space.closed_on_holidays else ""
    holidays = holiday_closures(country, space.tzid, whole, space.days)
    closed = [c for c in (*space.closures, *holidays) if c.interval.meets(whole)]
    spans = day_spans(space.hours, space.tzid, day)
    return [left for span in spans for left in without(span, [c.interval for c in closed])], closed
