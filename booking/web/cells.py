"""The cells of a table: text made once for all rows that show the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from flask import current_app
from flask_babel import gettext, lazy_gettext

from booking.queries.availability import Held, Space
from booking.queries.kept import Kept
from booking.rules.closures import Closure
from booking.rules.lifecycle import TENTATIVE
from booking.rules.policy import BUSY, FULL
from booking.rules.segments import CLOSED, FREE, LATER, PAST, PREPARATION, SHORT, TAKEN, Segment
from booking.rules.wall import local, since_midnight
from booking.web.kept import kept
from booking.wording import translated

MARKS = {FREE: "○", TAKEN: "×", "pending": "△", "mine": "●", PREPARATION: "▨"}
WHY = {
    PAST: lazy_gettext("No longer bookable"),
    LATER: lazy_gettext("Not bookable yet"),
    PREPARATION: lazy_gettext("Preparation"),
    SHORT: lazy_gettext("Too short to book"),
}
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
What = tuple[str, str, str]  # kind, text, address or ""


@dataclass(frozen=True, slots=True)
class Look:
    """For whom: a language, and a clock beside the venue's (`own_tzid`; the venue's own where they agree).

    `day` where that is the head of a line, else its space is; `across` where lines are columns.
    """

    locale: str
    tzid: str
    own_tzid: str
    day: date | None = None
    is_today: bool = False
    across: bool = False

    def head(self, space: Space, scope: str) -> str:
        key = (space.terms, self, scope)
        return rendered(key, "availability/head.html", look=self, space=space, scope=scope)

    def clock(self, segment: Segment) -> str:
        return _clock(segment, self.tzid)

    def own_clock(self, segment: Segment) -> str:
        return _clock(segment, self.own_tzid) if self.own_tzid != self.tzid else ""

    def begins(self, segment: Segment) -> str:
        """When a meeting can begin in it."""
        return _time(segment.start, self.tzid)

    def own_begins(self, segment: Segment) -> str:
        return _time(segment.start, self.own_tzid)

    def minute(self, at: datetime, segment: Segment) -> int:
        """Since the midnight before the segment; the next one is 1440."""
        begins = since_midnight(segment.starts_at, self.tzid)
        return (begins + (at - segment.starts_at)) // _MINUTE


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


def rendered(key: tuple[object, ...], template: str, **values: object) -> str:
    """Without what stands around a page: nothing in it depends on who asks."""
    cells: Kept[str] = kept("cells", 16384)
    return cells.get(key) or cells.put(key, current_app.jinja_env.get_template(template).render(**values))


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


def to_book(space: Space, starts_at: datetime, until: datetime) -> str:
    """An hour from there, or what comes nearest to it of what is free and allowed."""
    most = min(until - starts_at, space.lengths.most, max(_HOUR, space.lengths.shortest))
    minutes = space.lengths.on_grid(most) // _MINUTE
    wall = local(starts_at, space.tzid).replace(tzinfo=None).isoformat(timespec="minutes")
    asked = {"space": space.slug, "starts_at": wall, "duration": f"PT{minutes}M"}
    return f"/reservations/new?{urlencode(asked, safe=':')}"


def lengths_of(space: Space) -> str:
    """Grid, shortest and longest meeting in minutes, for the script that lengthens a choice."""
    each = (space.lengths.grid, space.lengths.shortest, space.lengths.most)
    return " ".join(str(length // _MINUTE) for length in each)


def _clock(segment: Segment, tzid: str) -> str:
    return f"{_time(segment.starts_at, tzid)}–{_time(segment.ends_at, tzid)}"


def _time(at: datetime | None, tzid: str) -> str:
    return f"{local(at, tzid):%-H:%M}" if at else ""
