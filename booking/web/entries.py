"""A line as a plain list: what is free at a stretch, and what is booked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from booking.queries.availability import Held, Space
from booking.rules.closures import Closure
from booking.rules.segments import CLOSED, FREE, TAKEN, Segment
from booking.web.cells import what_takes
from booking.web.look import Look, rendered


def entries(
    look: Look,
    space: Space,
    cut: Sequence[Segment],
    held: Sequence[Held],
    seen: Sequence[tuple[str, bool]],
    closed: Sequence[Closure],
) -> str:
    told = [(segment, what_takes(segment, held, seen)) for segment in _worth_telling(cut)]
    key = (space.terms, look, tuple(told), "entries")
    return rendered(key, "availability/entries.html", look=look, space=space, told=told, closed=closed)


def _worth_telling(cut: Sequence[Segment]) -> list[Segment]:
    """At least one: where there is nothing else, why that is so."""
    told = [one for one in _stretches(cut) if one.kind in (FREE, TAKEN) or one.index is not None]
    return told or [next((one for one in cut if one.kind != CLOSED), cut[0])]


def _stretches(cut: Sequence[Segment]) -> Iterator[Segment]:
    """What is free for so long is one, not one for each hour."""
    for (kind, _), same in groupby(cut, key=lambda segment: (segment.kind, segment.until)):
        run = list(same)
        yield from [replace(run[0], columns=sum(s.columns for s in run))] if kind == FREE else run
