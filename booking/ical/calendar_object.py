"""What a CalDAV server keeps under one name: all VEVENTs of one UID, and no METHOD (RFC 4791 4.1)."""

from collections.abc import Sequence

from booking.ical.calendar import octets, vcalendar
from booking.ical.timezones import vtimezone
from booking.ical.vevent import Event, vevent


def calendar_object(events: Sequence[Event]) -> bytes:
    """A series first, then its dates that differ."""
    calendar = vcalendar()
    for tzid in dict.fromkeys(event.tzid for event in events if not event.all_day):
        calendar.add_component(vtimezone(tzid))
    for event in events:
        calendar.add_component(vevent(event))
    return octets(calendar)
