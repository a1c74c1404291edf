"""The dates that a client's event asks for, as the desk reads them."""

from collections.abc import Sequence
from typing import Any

from booking.errors import BrokenRule, Invalid
from booking.ical.received import Received
from booking.rules.interval import Interval
from booking.rules.requests import Override
from booking.rules.series import wall

CANCELLED = "CANCELLED"


def times_asked(events: Sequence[Received]) -> dict[str, Any]:
    """Fields of a BookingRequest, from the whole first and then its dates that differ. Raises Invalid for
    what has no length, or says no times."""
    first, *others = events
    series = bool(first.rrule or first.rdates)
    dates = [one for one in others if one.recurrence_at] if series else []
    gone = [one.recurrence_at for one in dates if one.recurrence_at and one.status == CANCELLED]
    exdates = tuple(wall(at, first.tzid) for at in (*first.exdates, *gone))
    own = [_override(one, first.tzid) for one in dates if one.status != CANCELLED]
    return {
        "interval": interval_asked(first),
        "tzid": first.tzid,
        "rrule": first.rrule,
        "rdates": tuple(wall(at, first.tzid) for at in first.rdates),
        "exdates": exdates,
        # some apps leave a date that differed where they call it off
        "overrides": tuple(one for one in own if one.recurrence_id not in exdates),
    }


def interval_asked(event: Received) -> Interval:
    if event.starts_at is None or event.ends_at is None:
        raise Invalid([BrokenRule("missing", "starts_at")])
    if event.starts_at >= event.ends_at:
        raise Invalid([BrokenRule("ends_before_start", "ends_at")])
    return Interval(event.starts_at, event.ends_at)


def _override(event: Received, tzid: str) -> Override:
    assert event.recurrence_at
    return Override(wall(event.recurrence_at, tzid), interval_asked(event))
