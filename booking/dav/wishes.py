"""A client's event as what the desk is asked for."""

from typing import Any

from radicale.app.report import _split_overridden_vevents
from radicale.item import find_time_range
from vobject import readOne

from booking.dav.answers import Condition
from booking.dav.item import without_series
from booking.errors import Unreadable
from booking.ical.reading import read
from booking.ical.received import PUBLISH, Scheduling
from booking.ical.remembered import remembered
from booking.ical.times_asked import CANCELLED, times_asked
from booking.inbound_words import of_unreadable
from booking.permissions import Actor
from booking.queries.calendar_collections import Collection
from booking.queries.opening_of_days import whole_days
from booking.queries.zones import zones
from booking.rules.client_meeting import WHOLE, ClientMeeting
from booking.rules.interval import Interval
from booking.rules.requests import BookingRequest
from booking.rules.series import named, wall

MALFORMED = "valid-calendar-object-resource"


def event_in(text: bytes) -> Scheduling:
    """One event, with its dates that differ (RFC 4791 4.1), or one date of a series whose rest is not here.
    Raises Condition."""
    try:
        found = read(text, zones())
    except Unreadable as unreadable:
        words = of_unreadable(unreadable.code, unreadable.values)
        raise Condition(MALFORMED, said=words) from unreadable
    first = found.events[0]
    _demand_readable(text)
    alone = first.recurrence_at is not None
    if found.method != PUBLISH or (alone and len(found.events) > 1):
        raise Condition(MALFORMED)
    return found


def _demand_readable(text: bytes) -> None:
    """By Radicale too, which looks through it, and expands it, when it is asked to. Raises Condition."""
    try:
        calendar = without_series(readOne(text.decode()))
        find_time_range(calendar, "VEVENT")
        _split_overridden_vevents(calendar)
    except Exception as unreadable:  # whatever its parser stumbles over
        raise Condition(MALFORMED) from unreadable


def wish_of(event: Scheduling, of: Collection, by: Actor) -> BookingRequest:
    """In the collection's space. The app is the organizer and invites its people itself (D33). Raises
    Invalid, OutOfPolicy."""
    first = event.events[0]
    asked = whole_days(of.space_id, event.events) if first.all_day else times_asked(event.events)
    return BookingRequest(
        spaces=(of.slug,),
        title=first.summary or of.name,
        description=first.description,
        meeting=_meeting(event, asked["interval"], by),
        **asked,
    )


def _meeting(event: Scheduling, first: Interval, by: Actor) -> ClientMeeting:
    """No room is invited by its address: none has to answer."""
    return ClientMeeting(
        uid=event.uid,
        organizer=by.email,
        organizer_name=by.name,
        sent_by="",
        rooms=(),
        events=_events(event, first),
        locale=by.locale,
    )


def _events(event: Scheduling, interval: Interval) -> dict[str, Any]:
    """By their names: dates of a series of days are called by when the space opens."""
    first, *others = event.events
    assert first.starts_at
    later = wall(interval.starts_at, first.tzid) - wall(first.starts_at, first.tzid)
    said = ((one, one.recurrence_at) for one in others if one.status != CANCELLED)
    dates = {named(wall(at, first.tzid) + later): remembered(one) for one, at in said if at}
    return {WHOLE: remembered(first), **dates}
