"""What an organizer sends (RFC 5546 3.2.2, 3.2.5)."""

from collections.abc import Sequence
from dataclasses import replace

import icalendar

from booking.ical.calendar import octets, vcalendar
from booking.ical.text import text
from booking.ical.timezones import vtimezone
from booking.ical.vevent import Event, vevent


def request(event: Event, overrides: Sequence[Event] = (), counter: bool = False) -> bytes:
    """`overrides` are dates of the series `event` that differ from its rule; an event with `recurrence_at`
    is sent alone (RFC 5546 3.2.2.1). `counter`: whether we can take other times proposed.

    ValueError when RFC 5546 has no such REQUEST.
    """
    if any(not other.recurrence_at or other.uid != event.uid for other in overrides):
        raise ValueError("an override is a date of the same series")
    return _message("REQUEST", [event, *overrides], counter)


def cancel(event: Event) -> bytes:
    """The whole event, or the occurrence at `recurrence_at`; SEQUENCE must be above the last REQUEST's."""
    return _message("CANCEL", [replace(event, status="CANCELLED")], counter=True)


def _message(method: str, events: Sequence[Event], counter: bool) -> bytes:
    calendar = vcalendar()
    calendar.add("method", text(method))
    for tzid in dict.fromkeys(event.tzid for event in events):
        calendar.add_component(vtimezone(tzid))
    for event in events:
        calendar.add_component(_component(method, event, counter))
    return octets(calendar)


def _component(method: str, event: Event, counter: bool) -> icalendar.Event:
    if event.organizer is None or not event.attendees:
        raise ValueError(f"a {method} needs an organizer and an attendee")
    if method == "REQUEST" and event.status == "CANCELLED":
        raise ValueError("a REQUEST is tentative or confirmed")
    component = vevent(event)
    if not counter:
        component.add("x-microsoft-disallow-counter", text("TRUE"))
    return component
