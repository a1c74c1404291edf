"""Opening hours as one types them: `Mon-Fri 08:45-17:30, Sat 10:00-12:00`; without days, Monday to Friday."""

import re
from itertools import pairwise

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(
    r"(?:([a-z]{3})(?:-([a-z]{3}))?\s+)?([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4]):([0-5]\d)"
)


def parsed(typed: str) -> dict[str, list[list[str]]]:
    """As models.Policy keeps them. Raises ValueError with what cannot be read."""
    hours: dict[str, list[list[str]]] = {}
    for part in filter(None, (part.strip() for part in typed.lower().split(","))):
        days, span = _part(part)
        for day in days:
            hours.setdefault(str(day), []).append(span)
    if not hours:
        raise ValueError("no hours at all")
    if any(_overlap(sorted(spans)) for spans in hours.values()):
        raise ValueError("two spans of one day overlap")
    return {day: sorted(spans) for day, spans in sorted(hours.items())}


def _part(part: str) -> tuple[range, list[str]]:
    found = _SPAN.fullmatch(part)
    if not found:
        raise ValueError(f"cannot read {part!r}")
    first, last, *clock = found.groups()
    opens, closes = (f"{int(h):02d}:{m}" for h, m in (clock[:2], clock[2:]))
    if not opens < closes <= "24:00":
        raise ValueError(f"{part!r} ends before it begins")
    return _days(first or "mon", last or first or "fri", part), [opens, closes]


def _days(first: str, last: str, part: str) -> range:
    if first not in DAYS or last not in DAYS or DAYS.index(last) < DAYS.index(first):
        raise ValueError(f"no such days: {part!r}")
    return range(DAYS.index(first) + 1, DAYS.index(last) + 2)


def _overlap(spans: list[list[str]]) -> bool:
    return any(before[1] > after[0] for before, after in pairwise(spans))
