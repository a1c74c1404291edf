"""One row of a table: a space's day, put together once for all who see the same in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from flask_babel import get_locale

from booking.permissions import Actor
from booking.queries.availability import Held, Space
from booking.rules.closures import Closure, holiday_closures
from booking.rules.interval import Interval, without
from booking.rules.opening import day_spans
from booking.rules.segments import segments
from booking.rules.wall import day_end, day_start
from booking.web.cells import Look, cell
from booking.web.kept import Kept

QUARTER = 900  # seconds: how long what has passed stays as it was shown


@dataclass(frozen=True, slots=True)
class Claims:
    """What takes a space on a day, and the (first, last) minute since midnight that is open or taken."""

    held: tuple[Held, ...]
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


def row(line: Line, axis: Interval, by: Actor | None, now: datetime, own_tzid: str) -> str:
    space, locale = line.space, str(get_locale())
    seen = tuple([held.seen_by(by, space.visibility) for held in line.held])
    key = (space.version, line.day, line.week, axis, locale, own_tzid, seen, now.timestamp() // QUARTER)
    kept: Kept[str] = current_app.extensions.setdefault("kept_rows", Kept(4096))
    return kept.get(key) or kept.put(key, _made(line, axis, seen, now, Look(space, locale, own_tzid)))


def _made(line: Line, axis: Interval, seen: Sequence[tuple[str, bool]], now: datetime, look: Look) -> str:
    opened, closed = _opening(line)
    bookable = (now + line.space.min_notice, now + line.space.max_notice)
    held = [claim.interval for claim in line.held]
    cut = segments(axis, opened, bookable, [closure.interval for closure in closed], held)
    cells = [cell(look, cut[n : n + 2], line.held, seen, closed) for n in range(len(cut))]
    return "".join(["<tr>", look.head(line.day if line.week else None), *cells, "</tr>\n"])


def _opening(line: Line) -> tuple[list[Interval], list[Closure]]:
    """When the space is open that day, and why it is not."""
    kept: Kept[tuple[list[Interval], list[Closure]]]
    kept = current_app.extensions.setdefault("kept_opening", Kept(1024))
    key = (line.space.terms, line.day)
    return kept.get(key) or kept.put(key, _worked_out(line.space, line.day))


def _worked_out(space: Space, day: date) -> tuple[list[Interval], list[Closure]]:
    whole = Interval(day_start(day, space.tzid), day_end(day, space.tzid))
    holidays = holiday_closures(space.country, space.tzid, whole) if space.closed_on_holidays else []
    closed = [c for c in (*space.closures, *holidays) if c.interval.meets(whole)]
    spans = day_spans(space.hours, space.tzid, day)
    return [left for span in spans for left in without(span, [c.interval for c in closed])], closed
