"""The tables of free and taken: one for each zone that the spaces shown stand in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from booking.rules.interval import Interval
from booking.rules.wall import local
from booking.web.asked import LIST, Asked
from booking.web.lines import Line, axis_of
from booking.web.look import Look
from booking.web.rows import Reader, column, listed, row
from booking.web.times import differ

_OFFICE = (9 * 60, 17 * 60)
_HOUR, _STEPS = timedelta(hours=1), 4
Hour = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """`hours` are (venue's clock, viewer's or "") at each full hour of the axis; `now` is the one that it is,
    or -1. `heads` are those of the columns, where lines are columns."""

    tzid: str
    hours: tuple[Hour, ...]
    now: int
    rows: Sequence[str]
    heads: tuple[str, ...] = ()

    @property
    def requested(self) -> bool:
        """Whether its reader sees somebody else's request in it."""
        return self._has("pending")

    @property
    def prepared(self) -> bool:
        return self._has("preparation")

    @property
    def free(self) -> bool:
        return self._has("free")

    @property
    def own_clock(self) -> bool:
        return bool(self.hours[0][1])

    def _has(self, kind: str) -> bool:
        return any(f'class="{kind}"' in row for row in self.rows)


def tables(asked: Asked, lines: Sequence[Line], reader: Reader) -> list[Table]:
    zones = dict.fromkeys([line.space.tzid for line in lines])
    return [_table(asked, [n for n in lines if n.space.tzid == zone], zone, reader) for zone in zones]


def _table(asked: Asked, lines: Sequence[Line], tzid: str, reader: Reader) -> Table:
    first, last = _reach(lines)
    axis = axis_of(lines[0].day, first, last, tzid)
    own = reader.tzid if differ(axis.starts_at, tzid, reader.tzid) else tzid
    across = asked.across and asked.view != LIST
    looks = [_look(line, asked.by_day, across, reader, own) for line in lines]
    axes = [axis_of(line.day, first, last, tzid) for line in lines]
    each = [(*one, reader, look) for *one, look in zip(lines, axes, looks, strict=True)]
    plain = Table(tzid, hours(axis, tzid, own), _hour_now(lines, first, last, reader), [])
    if asked.view == LIST:
        return replace(plain, rows=[listed(*one) for one in each])
    if not across:
        return replace(plain, rows=[row(*one) for one in each])
    heads = tuple(look.head(line.space, "col") for line, look in zip(lines, looks, strict=True))
    return replace(plain, rows=_down(plain, [column(*one) for one in each]), heads=heads)


def _look(line: Line, by_day: bool, across: bool, reader: Reader, own: str) -> Look:
    tzid, day = line.space.tzid, line.day if by_day else None
    return Look(reader.locale, tzid, own, day, by_day and reader.is_today(line.day, tzid), across)


def _down(table: Table, columns: Sequence[Sequence[str]]) -> list[str]:
    """Rows of a quarter of an hour each: a cell stands in the first that it spans."""
    steps = max(len(column) for column in columns)
    cells = ("".join([column[n] for column in columns if n < len(column)]) for n in range(steps))
    return [f"<tr>{_hour_head(table, n)}{text}</tr>\n" for n, text in enumerate(cells)]


def _hour_head(table: Table, step: int) -> str:
    if step % _STEPS:
        return ""
    clock, own = table.hours[step // _STEPS]
    now = ' aria-current="time"' if table.now == step // _STEPS else ""
    beside = f'<span class="own">{own}</span>' if own else ""
    return f'<th scope="row" rowspan="{_STEPS}"{now}><span class="clock">{clock}</span>{beside}</th>'


@lru_cache(maxsize=1024)
def hours(axis: Interval, tzid: str, own: str) -> tuple[Hour, ...]:
    count = -(-axis.duration // _HOUR)
    instants = [axis.starts_at + n * _HOUR for n in range(count)]
    return tuple((_text(at, tzid), _text(at, own) if own != tzid else "") for at in instants)


def _text(at: datetime, tzid: str) -> str:
    return f"{local(at, tzid):%-H:%M}"


def _hour_now(lines: Iterable[Line], first: int, last: int, reader: Reader) -> int:
    """Of the day among them that is today."""
    today = next((n for n in lines if reader.is_today(n.day, n.space.tzid)), None)
    passed = today and reader.now - axis_of(today.day, first, last, today.space.tzid).starts_at
    return passed // _HOUR if passed and 0 <= passed // _HOUR < (last - first) // 60 else -1


def _reach(lines: Iterable[Line]) -> tuple[int, int]:
    """Full hours, in minutes since midnight."""
    spans = [line.claims.reach for line in lines if line.claims.reach] or [_OFFICE]
    return min([a for a, _ in spans]) // 60 * 60, -(-max([b for _, b in spans]) // 60) * 60
