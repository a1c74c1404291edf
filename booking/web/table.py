"""The tables of free and taken: one for each zone that the spaces shown stand in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from booking.queries.availability import Held, Space, held
from booking.queries.kept import Kept
from booking.rules.interval import Interval, hull
from booking.rules.wall import day_end, day_start, instant, local
from booking.web.kept import kept
from booking.web.rows import Claims, Line, Reader, row
from booking.web.times import differ

_OFFICE = (9 * 60, 17 * 60)
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Table:
    """`hours` are (venue's clock, viewer's or "") at each full hour of the axis."""

    tzid: str
    hours: tuple[tuple[str, str], ...]
    rows: Sequence[str]

    @property
    def requested(self) -> bool:
        """Whether its reader sees somebody else's request in it."""
        return any('<td class="pending"' in row for row in self.rows)

    @property
    def own_clock(self) -> bool:
        return bool(self.hours[0][1])


def tables(asked: Sequence[tuple[Space, date]], week: bool, reader: Reader) -> list[Table]:
    """One query, however many bookings there are; none when nothing has changed since."""
    known = _claims(asked)
    lines = [Line(space, day, known[space.version, day], week) for space, day in asked]
    zones = dict.fromkeys([space.tzid for space, _ in asked])
    return [_table([n for n in lines if n.space.tzid == zone], zone, reader) for zone in zones]


def _table(lines: Sequence[Line], tzid: str, reader: Reader) -> Table:
    first, last = _reach(lines)
    axis = _axis(lines[0].day, first, last, tzid)
    own = reader.tzid if differ(axis.starts_at, tzid, reader.tzid) else tzid
    rows = [row(line, _axis(line.day, first, last, tzid), reader, own) for line in lines]
    return Table(tzid, _hours(axis, tzid, own), rows)


@lru_cache(maxsize=1024)
def _axis(day: date, first: int, last: int, tzid: str) -> Interval:
    """From so many minutes after midnight by the wall clock to so many."""
    midnight = datetime.combine(day, time())
    return Interval(*(instant(midnight + minutes * _MINUTE, tzid) for minutes in (first, last)))


@lru_cache(maxsize=1024)
def _hours(axis: Interval, tzid: str, own: str) -> tuple[tuple[str, str], ...]:
    count = -(-axis.duration // _HOUR)
    instants = [axis.starts_at + n * _HOUR for n in range(count)]
    return tuple(
        (f"{local(at, tzid):%-H:%M}", f"{local(at, own):%-H:%M}" if own != tzid else "") for at in instants
    )


def _reach(lines: Iterable[Line]) -> tuple[int, int]:
    """Full hours, in minutes since midnight."""
    spans = [line.claims.reach for line in lines if line.claims.reach] or [_OFFICE]
    return min([a for a, _ in spans]) // 60 * 60, -(-max([b for _, b in spans]) // 60) * 60


@lru_cache(maxsize=1024)
def _day(day: date, tzid: str) -> Interval:
    return Interval(day_start(day, tzid), day_end(day, tzid))


def _claims(asked: Sequence[tuple[Space, date]]) -> dict[object, Claims]:
    """By (version, day); read only where something has changed."""
    before: Kept[Claims] = kept("claims", 2048)
    known = {(space.version, day): before.get((space.version, day)) for space, day in asked}
    new = [(space, day) for space, day in asked if known[space.version, day] is None]
    if new:
        found = held({id for space, _ in new for id in space.watched}, _around(new))
        known |= {(s.version, d): before.put((s.version, d), _of(s, d, found)) for s, d in new}
    return {key: claims for key, claims in known.items() if claims is not None}


def _around(lines: Sequence[tuple[Space, date]]) -> Interval:
    """Their days, and what before and after them can be in a meeting's way."""
    days = [_day(day, space.tzid) for space, day in lines]
    before = max(setup for space, _ in lines for setup, _ in space.buffers)
    after = max(teardown for space, _ in lines for _, teardown in space.buffers)
    return hull(days).widened(before, after)


def _of(space: Space, day: date, found: Mapping[int, list[Held]]) -> Claims:
    """Its own claims last: in a table they lie over those of its parts."""
    span, watched = _day(day, space.tzid), zip(space.watched, space.buffers, strict=True)
    near = [(h, h.interval.widened(b[1], b[0])) for id, b in reversed([*watched]) for h in found.get(id, ())]
    near = [(h, kept) for h, kept in near if kept.meets(span)]
    claims = (h for h, _ in near if h.interval.meets(span))
    spans = [*space.hours.on(day), *(_minutes(claim, span) for claim in claims)]
    reach = (min(a for a, _ in spans), max(b for _, b in spans)) if spans else None
    return Claims(tuple(h for h, _ in near), tuple(kept for _, kept in near), reach)


def _minutes(claim: Held, day: Interval) -> tuple[int, int]:
    begins = max(claim.interval.starts_at, day.starts_at)
    ends = min(claim.interval.ends_at, day.ends_at)
    return (begins - day.starts_at) // _MINUTE, -((day.starts_at - ends) // _MINUTE)
