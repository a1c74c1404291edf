"""The cells of a row: text made once for all rows that show the same."""

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
from booking.rules.wall import local
from booking.web.kept import kept
from booking.wording import translated

MARKS = {FREE: "○", TAKEN: "×", "pending": "△", "mine": "●", PREPARATION: "▨"}
WHY = {
    PAST: lazy_gettext("No longer bookable"),
    LATER: lazy_gettext("Not bookable yet"),
    PREPARATION: lazy_gettext("Preparation"),
    SHORT: lazy_gettext("Too short to book"),
}
_HOUR = timedelta(hours=1)
What = tuple[str, str, str]  # kind, text, address or ""


@dataclass(frozen=True, slots=True)
class Look:
    """For whom: a language, and a clock beside the venue's (`own_tzid`; the venue's own where they agree)."""

    space: Space
    locale: str
    own_tzid: str

    def head(self, day: date | None) -> str:
        return _kept(
            (self.space.terms, self.locale, day), "availability/head.html", space=self.space, day=day
        )

    def clock(self, segment: Segment) -> str:
        return _clock(segment, self.space.tzid)

    def begins(self, segment: Segment) -> str:
        """When a meeting can begin in it."""
        return _time(segment.start, self.space.tzid)

    def own_begins(self, segment: Segment) -> str:
        return _time(segment.start, self.own_tzid)

    def own_clock(self, segment: Segment) -> str:
        return _clock(segment, self.own_tzid) if self.own_tzid != self.space.tzid else ""


def cell(
    look: Look,
    segment: Segment,
    held: Sequence[Held],
    seen: Sequence[tuple[str, bool]],
    closed: Sequence[Closure],
) -> str:
    what = None
    if segment.kind == TAKEN and segment.index is not None:
        what = (_shown(held[segment.index], *seen[segment.index]), seen[segment.index][1])
    key = (
        look.space.terms, look.locale, look.own_tzid, segment.kind, segment.starts_at, segment.columns,
        what or (segment.start, segment.until, segment.index),
    )  # fmt: skip
    return _kept(key, "availability/cell.html", look=look, segment=segment, what=what, closed=closed)


def _kept(key: tuple[object, ...], template: str, **values: object) -> str:
    """Rendered without what stands around a page: nothing in it depends on who asks."""
    cells: Kept[str] = kept("cells", 16384)
    return cells.get(key) or cells.put(key, current_app.jinja_env.get_template(template).render(**values))


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
    minutes = space.lengths.on_grid(most) // timedelta(minutes=1)
    wall = local(starts_at, space.tzid).replace(tzinfo=None).isoformat(timespec="minutes")
    asked = {"space": space.slug, "starts_at": wall, "duration": f"PT{minutes}M"}
    return f"/reservations/new?{urlencode(asked, safe=':')}"


def _clock(segment: Segment, tzid: str) -> str:
    return f"{_time(segment.starts_at, tzid)}–{_time(segment.ends_at, tzid)}"


def _time(at: datetime | None, tzid: str) -> str:
    return f"{local(at, tzid):%-H:%M}" if at else ""
