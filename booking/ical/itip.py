"""What an organizer sends (RFC 5546 3.2.1, 3.2.2, 3.2.5, 3.2.8), and what a resource answers (3.2.3,
3.2.7)."""

from collections.abc import Sequence
from dataclasses import replace

import icalendar

from booking.ical.calendar import octets, vcalendar
from booking.ical.text import text
from booking.ical.timezones import vtimezone
from booking.ical.vevent import Event, vevent

ANSWERS = ("REPLY", "COUNTER", "DECLINECOUNTER")
# fmt: off
ECHOED = {
    "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER", "ATTENDEE", "RECURRENCE-ID",
    "LOCATION", "COMMENT",
}
# fmt: on


def request(event: Event, overrides: Sequence[Event] = (), counter: bool = False) -> bytes:
    """`overrides` are dates of the series `event` that differ from its rule; an event with `recurrence_at`
    is sent alone (RFC 5546 3.2.2.1). `counter`: whether we can take other times proposed.

    ValueError when RFC 5546 has no such REQUEST.
    """
    if any(not other.recurrence_at or other.uid != event.uid for other in overrides):
        raise ValueError("an override is a date of the same series")
    return _message("REQUEST", [event, *overrides], counter)


def publish(event: Event, overrides: Sequence[Event] = ()) -> bytes:
    """To be taken into a calendar by hand (3.2.1): nobody is asked to answer, and so nobody is named."""
    return _message("PUBLISH", [replace(one, attendees=()) for one in (event, *overrides)], counter=True)


def cancel(event: Event, for_all: bool = True) -> bytes:
    """The whole event, or the occurrence at `recurrence_at`; SEQUENCE must be above the last REQUEST's. Where
    it takes place, but without its attendees, it has no STATUS (3.2.5)."""
    return _message("CANCEL", [replace(event, status="CANCELLED" if for_all else "")], counter=True)


def decline_counter(event: Event) -> bytes:
    """To who proposed a change of `event` by a COUNTER; `event.sequence` is that of the REQUEST."""
    return _message("DECLINECOUNTER", [event], counter=True)


def reply(event: Event, dates: Sequence[Event] = ()) -> bytes:
    """The answer of the one attendee of `event`, from `answering.echo`; `dates` of the series are answered
    otherwise than it, by the same attendee."""
    answers = [event, *dates]
    if {(one.uid, len(one.attendees)) for one in answers} != {(event.uid, 1)}:
        raise ValueError("a REPLY is about one event, and from one attendee")
    if len({one.attendees[0].address for one in answers}) > 1 or _undecided(answers):
        raise ValueError("a REPLY is from one attendee, who has decided")
    return _message("REPLY", answers, counter=True)


def counter(event: Event) -> bytes:
    """What its attendee proposes instead: the new times stand in `event`, SEQUENCE is that of the REQUEST."""
    return _message("COUNTER", [event], counter=True)


def _undecided(answers: Sequence[Event]) -> bool:
    return any(one.attendees[0].partstat == "NEEDS-ACTION" for one in answers)


def _message(method: str, events: Sequence[Event], counter: bool) -> bytes:
    calendar = vcalendar()
    calendar.add("method", text(method))
    for tzid in dict.fromkeys(event.tzid for event in events if not event.all_day):
        calendar.add_component(vtimezone(tzid))
    for event in events:
        calendar.add_component(_component(method, event, counter))
    return octets(calendar)


def _component(method: str, event: Event, counter: bool) -> icalendar.Event:
    if event.organizer is None or not (event.attendees or method == "PUBLISH"):
        raise ValueError(f"a {method} needs an organizer and an attendee")
    if method == "REQUEST" and event.status == "CANCELLED":
        raise ValueError("a REQUEST is tentative or confirmed")
    component = vevent(event)
    if method in ANSWERS:
        _shorten(component)
    if not counter:
        component.add("x-microsoft-disallow-counter", text("TRUE"))
    return component


def _shorten(component: icalendar.Event) -> None:
    """The rest is the organizer's to say. Outlook likes to have the times and the summary (ICAL C6)."""
    for name in set(component) - ECHOED:
        del component[name]
