"""The cells of a table: what each shows, and what it leads to."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode

from flask_babel import gettext, lazy_gettext, lazy_pgettext

from booking.queries.availability import Held, Space
from booking.rules.closures import Closure
from booking.rules.interval import Interval
from booking.rules.lifecycle import TENTATIVE
from booking.rules.policy import BUSY, FULL
from booking.rules.segments import CLOSED, FREE, LATER, PAST, PREPARATION, SHORT, SOON, TAKEN, Segment
from booking.rules.wall import local
from booking.web.look import Look, rendered
from booking.wording import translated

MARKS = {FREE: "○", TAKEN: "×", "pending": "△", "mine": "●", PREPARATION: "▨"}
WHY = {
    PAST: lazy_pgettext("time", "Past"),
    SOON: lazy_gettext("No longer bookable"),
    LATER: lazy_gettext("Not bookable yet"),
    PREPARATION: lazy_gettext("Preparation"),
    SHORT: lazy_gettext("Too short to book"),
}
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
What = tuple[str, str, str]  # kind, text, address or ""


def cell(
    look: Look,
    space: Space,
    segment: Segment,
    held: Sequence[Held],
    seen: Sequence[tuple[str, bool]],
    closed: Sequence[Closure],
) -> str:
    what = what_takes(segment, held, seen)
    key = (
        space.terms, look, segment.kind, segment.starts_at, segment.columns,
        what or (segment.start, segment.until, segment.index),
    )  # fmt: skip
    values = {"look": look, "space": space, "segment": segment, "what": what, "closed": closed}
    return rendered(key, "availability/cell.html", **values)


def what_takes(
    segment: Segment, held: Sequence[Held], seen: Sequence[tuple[str, bool]]
) -> tuple[What, bool] | None:
    """With whether it is one's own; None where nothing does."""
    if segment.kind != TAKEN or segment.index is None:
        return None
    return _shown(held[segment.index], *seen[segment.index]), seen[segment.index][1]


def _shown(held: Held, level: str, mine: bool) -> What:
    """A title only for those who may see it."""
    pending = held.status == TENTATIVE and level != BUSY
    kind = "mine" if mine else "pending" if pending else TAKEN
    title = "" if level == BUSY else held.title
    address = f"/reservations/{held.reservation_id}" if level == FULL else ""
    return f"{kind} asked" if mine and pending else kind, title, address


def why(segment: Segment, closed: Sequence[Closure]) -> str:
    """Why nothing can be booked there."""
    if segment.kind == CLOSED:
        reason = translated(closed[segment.index].reason) if segment.index is not None else ""
        return reason or gettext("Closed")
    return str(WHY[segment.kind])


def meeting(space: Space, segment: Segment) -> Interval:
    """An hour from there, or what comes nearest to it of what is free and allowed."""
    assert segment.start and segment.until
    free, lengths = segment.until - segment.start, space.lengths
    most = min(free, lengths.most, max(_HOUR, lengths.shortest))
    return Interval(segment.start, segment.start + lengths.on_grid(most))


def to_book(space: Space, segment: Segment) -> str:
    planned = meeting(space, segment)
    starts_at, minutes = planned.starts_at, planned.duration // _MINUTE
    wall = local(starts_at, space.tzid).replace(tzinfo=None).isoformat(timespec="minutes")
    asked = {"space": space.slug, "starts_at": wall, "duration": f"PT{minutes}M"}
    return f"/reservations/new?{urlencode(asked, safe=':')}"


def lengths_of(space: Space) -> str:
    """Grid, shortest and longest meeting in minutes, for the script that lengthens a choice."""
    each = (space.lengths.grid, space.lengths.shortest, space.lengths.most)
    return " ".join(str(length // _MINUTE) for length in each)
