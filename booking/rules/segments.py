"""A day of one resource, cut into the cells that a table shows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from booking.rules.interval import Interval
from booking.rules.lengths import Lengths

FREE, TAKEN, CLOSED = "free", "taken", "closed"
PAST, SOON, LATER = "past", "soon", "later"
PREPARATION, SHORT = "preparation", "short"
STEP = timedelta(minutes=15)
_HOUR = 4
Cell = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Held:
    """`claim` with setup and teardown around its `meeting`; no other meeting can lie in `kept` (D6)."""

    claim: Interval
    meeting: Interval
    kept: Interval


@dataclass(frozen=True, slots=True)
class Segment:
    """`columns` steps wide. `index` is into what is held (taken) or the closures (closed), else None.

    A free one has the first `start` in it that can be booked, and `until` when a meeting may last.
    """

    kind: str
    starts_at: datetime
    columns: int
    index: int | None = None
    start: datetime | None = None
    until: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.columns * STEP


def segments(
    axis: Interval,
    open_spans: Sequence[Interval],
    bookable: tuple[datetime, datetime, datetime],
    lengths: Lengths,
    closures: Sequence[Interval] = (),
    held: Sequence[Held] = (),
) -> list[Segment]:
    """Cells that cover `axis` without a gap. Free ones end at full hours of the axis, where one can begin.

    A step that is only partly free is not free; what is held lies over everything, the last uppermost.
    `bookable`: now, and the first and the last start that the notice rules let through.
    """
    steps: list[Cell] = [(CLOSED, None)] * -(-axis.duration // STEP)
    for span in open_spans:
        _open(steps, axis, span, bookable)
    for index, span in enumerate(closures):
        _cover(steps, axis, span, (CLOSED, index))
    for one in held:
        _keep(steps, axis, one.kept)
    for one in held:
        _cover(steps, axis, one.claim, (PREPARATION, None))
    for index, one in enumerate(held):
        _cover(steps, axis, one.meeting, (TAKEN, index))
    return list(_joined(steps, axis, lengths))


def _open(
    steps: list[Cell], axis: Interval, span: Interval, bookable: tuple[datetime, datetime, datetime]
) -> None:
    """Only steps that lie wholly within opening hours."""
    first, last = -(-(span.starts_at - axis.starts_at) // STEP), (span.ends_at - axis.starts_at) // STEP
    for n in range(max(first, 0), min(last, len(steps))):
        steps[n] = (_kind(axis.starts_at + n * STEP, *bookable), None)


def _kind(at: datetime, now: datetime, first: datetime, last: datetime) -> str:
    if at < first:
        return PAST if at < now else SOON
    return LATER if at > last else FREE


def _cover(steps: list[Cell], axis: Interval, span: Interval, cell: Cell) -> None:
    for n in _touched(steps, axis, span):
        steps[n] = cell


def _keep(steps: list[Cell], axis: Interval, span: Interval) -> None:
    for n in _touched(steps, axis, span):
        if steps[n][0] == FREE:
            steps[n] = (PREPARATION, None)


def _touched(steps: Sequence[Cell], axis: Interval, span: Interval) -> Iterable[int]:
    first, last = (span.starts_at - axis.starts_at) // STEP, -((axis.starts_at - span.ends_at) // STEP)
    return range(max(first, 0), min(last, len(steps)))


def _joined(steps: Sequence[Cell], axis: Interval, lengths: Lengths) -> Iterator[Segment]:
    at = 0
    for (kind, index), same in groupby(steps):
        width = len(list(same))
        starts_at = axis.starts_at + at * STEP
        if kind == FREE:
            yield from _free(starts_at, at, width, lengths)
        else:
            yield Segment(kind, starts_at, width, index)
        at += width


def _free(starts_at: datetime, first: int, width: int, lengths: Lengths) -> Iterator[Segment]:
    """A cell for each hour in which the shortest meeting can begin; the rest goes with the one before."""
    until = starts_at + width * STEP
    hours = [0, *range(_HOUR - first % _HOUR, width, _HOUR), width]
    found = [(n, at) for n, m in pairwise(hours) if (at := _start(starts_at, n, m, until, lengths))]
    if not found:
        yield Segment(SHORT, starts_at, width)
    edges = [0, *(n for n, _ in found[1:]), width]
    for (_, at), (n, m) in zip(found, pairwise(edges), strict=False):
        yield Segment(FREE, starts_at + n * STEP, m - n, start=at, until=until)


def _start(starts_at: datetime, n: int, m: int, until: datetime, lengths: Lengths) -> datetime | None:
    at = lengths.next_start(starts_at + n * STEP)
    return at if at < starts_at + m * STEP and at + lengths.shortest <= until else None
