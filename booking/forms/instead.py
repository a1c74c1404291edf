"""What shall become of dates of a series that are not free: a name and a value of a form for each."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from werkzeug.datastructures import MultiDict

from booking.rules.availability import Alternative
from booking.rules.interval import Interval
from booking.rules.requests import Override

PREFIX = "instead-"
OUT, WAIT = "out", "wait"


@dataclass(frozen=True, slots=True)
class Instead:
    """`out` are naive wall times; `waits`: a date that is taken waits in line."""

    overrides: tuple[Override, ...] = ()
    out: tuple[datetime, ...] = ()
    waits: bool = False


def value_of(other: Alternative, spaces: Collection[str]) -> str:
    """Its time, and its space where that is another than those asked for."""
    space = "" if set(other.spaces) == set(spaces) else other.spaces[0]
    return f"{other.interval.starts_at.isoformat()}/{other.interval.ends_at.isoformat()}/{space}"


def instead(typed: MultiDict[str, str], walls: Collection[datetime]) -> Instead:
    """What was chosen of the dates that the series still has."""
    chosen = list(_chosen(typed, walls))
    targets = ((wall, moved(value)) for wall, value in chosen)
    return Instead(
        overrides=tuple(Override(wall, *to) for wall, to in targets if to),
        out=tuple(wall for wall, value in chosen if value == OUT),
        waits=any(value == WAIT for _, value in chosen),
    )


def _chosen(typed: MultiDict[str, str], walls: Collection[datetime]) -> Iterator[tuple[datetime, str]]:
    by_name = {f"{PREFIX}{wall.isoformat()}": wall for wall in walls}
    for name, value in typed.items():
        if name in by_name:
            yield by_name[name], value


def moved(value: str) -> tuple[Interval, str] | None:
    """The other time, and its space or empty. None for what is no such value."""
    try:
        starts_at, ends_at, space = value.split("/")
        return Interval(datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at)), space[:100]
    except ValueError:
        return None
