"""What is meant by whole days: as long as a space is open then (D40)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from booking.errors import BrokenRule, OutOfPolicy
from booking.extensions import db
from booking.ical.received import Received
from booking.ical.times_asked import times_asked
from booking.models import Resource
from booking.queries.policies import terms
from booking.rules.interval import Interval, hull
from booking.rules.opening import OpeningHours, opening
from booking.rules.requests import BookingRequest, Override
from booking.rules.series import Planned, lasting, named, planned, wall
from booking.rules.wall import day_start


def whole_days(space_id: int, events: Sequence[Received]) -> dict[str, Any]:
    """As times_asked, of an event of whole days. Of a series a day that has other hours than the first is a
    date that differs; one on which it is closed is left for the desk to refuse. Raises Invalid, and
    OutOfPolicy where it is closed on the first."""
    space, asked = db.session.get_one(Resource, space_id), times_asked(events)
    asked["tzid"] = space.tzid
    dates = planned(BookingRequest(spaces=(), title="", **asked))
    around = hull([asked["interval"], *(date.interval for date in dates)])
    hours = terms([space], around)[space_id].policy.opening_hours
    first = _open_within(hours, space.tzid, asked["interval"])
    if first is None:
        raise OutOfPolicy([BrokenRule("outside_opening_hours", "starts_at", {"hours": ()})])
    later = wall(first.starts_at, space.tzid) - wall(asked["interval"].starts_at, space.tzid)
    found = {name: tuple(at + later for at in asked[name]) for name in ("exdates", "rdates")}
    found["overrides"] = _unknown(asked["overrides"], dates, later)
    if asked["rrule"]:
        found["overrides"] += tuple(_differing(dates, hours, space.tzid, first, later))
    return asked | {"interval": first} | found


def _open_within(hours: OpeningHours, tzid: str, days: Interval) -> Interval | None:
    """From when it opens to when it closes within `days`, which are midnights."""
    inside = [span for span in opening(hours, tzid, days) if span.meets(days)]
    return Interval(inside[0].starts_at, inside[-1].ends_at) if inside else None


def _differing(
    dates: Sequence[Planned], hours: OpeningHours, tzid: str, first: Interval, later: timedelta
) -> Iterator[Override]:
    for date in dates:
        at = datetime.fromisoformat(date.recurrence_id) + later
        there = date.interval
        if _is_days(there, tzid):
            usual = lasting(wall(there.starts_at, tzid) + later, first.duration, tzid)
            there = _open_within(hours, tzid, there) or usual
        if there != lasting(at, first.duration, tzid):
            yield Override(at, there)


def _unknown(
    overrides: Sequence[Override], dates: Sequence[Planned], later: timedelta
) -> tuple[Override, ...]:
    """What is no date of the series, which the desk refuses."""
    names = {date.recurrence_id for date in dates}
    lost = (one for one in overrides if named(one.recurrence_id) not in names)
    return tuple(replace(one, recurrence_id=one.recurrence_id + later) for one in lost)


def _is_days(span: Interval, tzid: str) -> bool:
    """A date of such a series may have become one of hours."""
    return all(at == day_start(wall(at, tzid).date(), tzid) for at in (span.starts_at, span.ends_at))
