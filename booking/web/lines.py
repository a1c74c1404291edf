"""A space's day, before anybody looks at it: what is open, what is taken; read only where it has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from booking.queries.availability import Held, Space, held
from booking.queries.kept import Kept
from booking.rules.closures import Closure, holiday_closures
from booking.rules.interval import Interval, hull, without
from booking.rules.opening import day_spans
from booking.rules.segments import Held as Taken
from booking.rules.segments import Segment, segments
from booking.rules.wall import day_end, day_start, instant
from booking.web.kept import kept

_MINUTE = timedelta(minutes=1)


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
    """What a row, a column or a list is made of."""

    space: Space
    day: date
    claims: Claims

    @property
    def held(self) -> tuple[Held, ...]:
        return self.claims.held

    def cut(self, axis: Interval, now: datetime) -> list[Segment]:
        opened, closed = self.opening()
        bookable = (now, now + self.space.min_notice, now + self.space.max_notice)
        both = zip(self.held, self.claims.kept, strict=True)
        taken = [Taken(claim.interval, claim.meeting, near) for claim, near in both]
        shut = [closure.interval for closure in closed]
        return segments(axis, opened, bookable, self.space.lengths, shut, taken)

    def opening(self) -> tuple[list[Interval], list[Closure]]:
        """When the space is open that day, and why it is not."""
        return opening(self.space, self.day)


def lines(asked: Sequence[tuple[Space, date]]) -> list[Line]:
    """One query, however many bookings there are; none when nothing has changed since."""
    known = _claims(asked)
    return [Line(space, day, known[space.version, day]) for space, day in asked]


def opening(space: Space, day: date) -> tuple[list[Interval], list[Closure]]:
    known: Kept[tuple[list[Interval], list[Closure]]] = kept("opening", 4096)
    key = (space.terms, day)
    return known.get(key) or known.put(key, _worked_out(space, day))


def _worked_out(space: Space, day: date) -> tuple[list[Interval], list[Closure]]:
    whole = day_span(day, space.tzid)
    country = space.country if space.closed_on_holidays else ""
    holidays = holiday_closures(country, space.tzid, whole, space.days)
    closed = [c for c in (*space.closures, *holidays) if c.interval.meets(whole)]
    spans = day_spans(space.hours, space.tzid, day)
    return [left for span in spans for left in without(span, [c.interval for c in closed])], closed


@lru_cache(maxsize=1024)
def axis_of(day: date, first: int, last: int, tzid: str) -> Interval:
    """From so many minutes after midnight by the wall clock to so many."""
    midnight = datetime.combine(day, time())
    return Interval(*(instant(midnight + minutes * _MINUTE, tzid) for minutes in (first, last)))


@lru_cache(maxsize=4096)
def day_span(day: date, tzid: str) -> Interval:
    return Interval(day_start(day, tzid), day_end(day, tzid))


def _claims(asked: Sequence[tuple[Space, date]]) -> dict[object, Claims]:
    """By (version, day)."""
    before: Kept[Claims] = kept("claims", 4096)
    known = {(space.version, day): before.get((space.version, day)) for space, day in asked}
    new = [(space, day) for space, day in asked if known[space.version, day] is None]
    if new:
        found = held({id for space, _ in new for id in space.watched}, _around(new))
        known |= {(s.version, d): before.put((s.version, d), _of(s, d, found)) for s, d in new}
    return {key: claims for key, claims in known.items() if claims is not None}


def _around(new: Sequence[tuple[Space, date]]) -> Interval:
    """Their days, and what before and after them can be in a meeting's way."""
    days = [day_span(day, space.tzid) for space, day in new]
    before = max(setup for space, _ in new for setup, _ in space.buffers)
    after = max(teardown for space, _ in new for _, teardown in space.buffers)
    return hull(days).widened(before, after)


def _of(space: Space, day: date, found: Mapping[int, list[Held]]) -> Claims:
    """Its own claims last: in a table they lie over those of its parts."""
    span, watched = day_span(day, space.tzid), zip(space.watched, space.buffers, strict=True)
    near = [(h, h.interval.widened(b[1], b[0])) for id, b in reversed([*watched]) for h in found.get(id, ())]
    near = [(h, around) for h, around in near if around.meets(span)]
    there = (h for h, _ in near if h.interval.meets(span))
    spans = [*space.hours.on(day), *(_minutes(claim, span) for claim in there)]
    reach = (min(a for a, _ in spans), max(b for _, b in spans)) if spans else None
    return Claims(tuple(h for h, _ in near), tuple(around for _, around in near), reach)


def _minutes(claim: Held, day: Interval) -> tuple[int, int]:
    begins = max(claim.interval.starts_at, day.starts_at)
    ends = min(claim.interval.ends_at, day.ends_at)
    return (begins - day.starts_at) // _MINUTE, -((day.starts_at - ends) // _MINUTE)
