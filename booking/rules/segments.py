"""A day of one resource, cut into the cells that a table shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from booking.rules.interval import Interval

FREE, TAKEN, CLOSED, PAST, LATER = "free", "taken", "closed", "past", "later"
STEP = timedelta(minutes=15)
_HOUR = 4
Cell = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Segment:
    """`columns` steps wide. `index` is into what is held (taken) or the closures (closed), else None."""

    kind: str
    starts_at: datetime
    columns: int
    index: int | None = None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.columns * STEP


def segments(
    axis: Interval,
    open_spans: Sequence[Interval],
    bookable: tuple[datetime, datetime],
    closures: Sequence[Interval] = (),
    held: Sequence[Interval] = (),
) -> list[Segment]:
    """Cells that cover `axis` without a gap. Free ones end at each full hour of the axis.

    A step that is only partly free is not free; what is held lies over everything, the last uppermost.
    `bookable` is the first and the last start that the notice rules let through now.
    """
    steps: list[Cell] = [(CLOSED, None)] * -(-axis.duration // STEP)
    for span in open_spans:
        _open(steps, axis, span, bookable)
    for index, span in enumerate(closures):
        _cover(steps, axis, span, (CLOSED, index))
    for index, span in enumerate(held):
        _cover(steps, axis, span, (TAKEN, index))
    return list(_joined(steps, axis))


def _open(steps: list[Cell], axis: Interval, span: Interval, bookable: tuple[datetime, datetime]) -> None:
    """Only steps that lie wholly within opening hours."""
    first, last = -(-(span.starts_at - axis.starts_at) // STEP), (span.ends_at - axis.starts_at) // STEP
    for n in range(max(first, 0), min(last, len(steps))):
        at = axis.starts_at + n * STEP
        steps[n] = (PAST if at < bookable[0] else LATER if at > bookable[1] else FREE, None)


def _cover(steps: list[Cell], axis: Interval, span: Interval, cell: Cell) -> None:
    first, last = (span.starts_at - axis.starts_at) // STEP, -((axis.starts_at - span.ends_at) // STEP)
    for n in range(max(first, 0), min(last, len(steps))):
        steps[n] = cell


def _joined(steps: Sequence[Cell], axis: Interval) -> Iterator[Segment]:
    at = 0
    for (kind, index, _), same in groupby(enumerate(steps), key=_cell):
        width = len(list(same))
        yield Segment(kind, axis.starts_at + at * STEP, width, index)
        at += width


def _cell(numbered: tuple[int, Cell]) -> tuple[str, int | None, int]:
    n, (kind, index) = numbered
    return kind, index, n // _HOUR if kind == FREE else 0
