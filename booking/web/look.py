"""How a line looks to its reader; its texts are made once for all who see the same."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app

from booking.queries.availability import Space
from booking.queries.kept import Kept
from booking.rules.interval import Interval
from booking.rules.segments import Segment
from booking.rules.wall import local, since_midnight
from booking.web.kept import kept

_MINUTE = timedelta(minutes=1)


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

    def clock_of(self, meeting: Interval) -> str:
        return f"{_time(meeting.starts_at, self.tzid)}–{_time(meeting.ends_at, self.tzid)}"

    def begins(self, segment: Segment) -> str:
        """When a meeting can begin in it."""
        return _time(segment.start, self.tzid)

    def own_begins(self, segment: Segment) -> str:
        return _time(segment.start, self.own_tzid)

    def minute(self, at: datetime, segment: Segment) -> int:
        """Since the midnight before the segment; the next one is 1440."""
        begins = since_midnight(segment.starts_at, self.tzid)
        return (begins + (at - segment.starts_at)) // _MINUTE


def rendered(key: tuple[object, ...], template: str, **values: object) -> str:
    """Without what stands around a page: nothing in it depends on who asks."""
    cells: Kept[str] = kept("cells", 16384)
    return cells.get(key) or cells.put(key, current_app.jinja_env.get_template(template).render(**values))


def _clock(segment: Segment, tzid: str) -> str:
    return f"{_time(segment.starts_at, tzid)}–{_time(segment.ends_at, tzid)}"


def _time(at: datetime | None, tzid: str) -> str:
    return f"{local(at, tzid):%-H:%M}" if at else ""
