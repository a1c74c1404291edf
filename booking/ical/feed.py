"""A calendar to subscribe to: no METHOD, so that other people's events may carry their attendees."""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import vDuration

from booking.ical.calendar import END, octets, vcalendar
from booking.ical.text import text
from booking.ical.timezones import vtimezone_text


def feed(
    name: str,
    description: str,
    tzids: Iterable[str],
    events: Iterable[bytes],
    refresh: timedelta = timedelta(minutes=15),
) -> bytes:
    """`events` as `vevent.serialise` gives them; `tzids` all zones they name, the one to show first."""
    zones = list(dict.fromkeys(tzids))
    head = _head(name, description, zones[:1], refresh).removesuffix(END)
    return b"".join([head, *map(vtimezone_text, zones), *events, END])


def _head(name: str, description: str, zones: list[str], refresh: timedelta) -> bytes:
    calendar = vcalendar()
    calendar.add("name", text(name))
    calendar.add("x-wr-calname", text(name))
    if description.strip():
        calendar.add("x-wr-caldesc", text(description))
    for tzid in zones:
        calendar.add("x-wr-timezone", text(tzid))
    calendar.add("refresh-interval", vDuration(refresh, params={"VALUE": "DURATION"}))
    calendar.add("x-published-ttl", vDuration(refresh))
    return octets(calendar)
