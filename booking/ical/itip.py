"""What an organizer sends (RFC 5546 3.2.2, 3.2.5)."""

from dataclasses import replace

import icalendar

from booking.ical.calendar import octets, vcalendar
from booking.ical.text import text
from booking.ical.timezones import vtimezone
from booking.ical.vevent import Event, vevent


def request(event: Event, counter: bool = False) -> bytes:
    """`counter`: whether we can take other times proposed. ValueError when RFC 5546 has no such REQUEST."""
    if event.status == "CANCELLED":
        raise ValueError("a REQUEST is tentative or confirmed")
    component = vevent(event)
    if not counter:
        component.add("x-microsoft-disallow-counter", text("TRUE"))
    return _message("REQUEST", event, component)


def cancel(event: Event) -> bytes:
    """The whole event, or the occurrence at `recurrence_at`; SEQUENCE must be above the last REQUEST's."""
    return _message("CANCEL", event, vevent(replace(event, status="CANCELLED")))


def _message(method: str, event: Event, component: icalendar.Event) -> bytes:
    if event.organizer is None or not event.attendees:
        raise ValueError(f"a {method} needs an organizer and an attendee")
    calendar = vcalendar()
    calendar.add("method", text(method))
    calendar.add_component(vtimezone(event.tzid))
    calendar.add_component(component)
    return octets(calendar)
