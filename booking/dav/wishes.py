"""A client's event as what the desk is asked for."""

from radicale.item import find_time_range
from vobject import readOne

from booking.dav.answers import Condition
from booking.errors import Unreadable
from booking.ical.reading import read
from booking.ical.received import PUBLISH, Received, Scheduling
from booking.ical.remembered import remembered
from booking.ical.times_asked import interval_asked, times_asked
from booking.permissions import Actor
from booking.queries.calendar_collections import Collection
from booking.queries.opening_of_days import open_within
from booking.queries.zones import zones
from booking.rules.client_meeting import WHOLE, ClientMeeting
from booking.rules.requests import BookingRequest

MALFORMED = "valid-calendar-object-resource"


def event_in(text: bytes) -> Scheduling:
    """One event, with its dates that differ (RFC 4791 4.1). Raises Condition."""
    try:
        found = read(text, zones())
    except Unreadable as unreadable:
        raise Condition(MALFORMED) from unreadable
    first = found.events[0]
    _demand_readable(text)
    alone = first.recurrence_at is not None or (first.all_day and bool(first.rrule or first.rdates))
    if found.method != PUBLISH or alone or first.status == "CANCELLED":
        raise Condition(MALFORMED)
    return found


def _demand_readable(text: bytes) -> None:
    """By Radicale too, which looks through it when it is asked for a time or a word. Raises Condition."""
    try:
        find_time_range(readOne(text.decode()), "VEVENT")
    except Exception as unreadable:  # whatever its parser stumbles over
        raise Condition(MALFORMED) from unreadable


def wish_of(event: Scheduling, of: Collection, by: Actor) -> BookingRequest:
    """In the collection's space. The app is the organizer and invites its people itself (D33). Raises
    Invalid, OutOfPolicy."""
    first = event.events[0]
    asked = times_asked(event.events)
    if first.all_day:
        asked |= {"interval": open_within(of.space_id, interval_asked(first)), "tzid": of.tzid}
    return BookingRequest(
        spaces=(of.slug,),
        title=first.summary or of.name,
        description=first.description,
        meeting=_meeting(event.uid, first, by),
        **asked,
    )


def _meeting(uid: str, first: Received, by: Actor) -> ClientMeeting:
    """No room is invited by its address: none has to answer."""
    return ClientMeeting(
        uid=uid,
        organizer=by.email,
        organizer_name=by.name,
        sent_by="",
        rooms=(),
        events={WHOLE: remembered(first)},
        locale=by.locale,
    )
