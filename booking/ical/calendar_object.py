"""What a CalDAV server keeps under one name: all VEVENTs of one UID, and no METHOD (RFC 4791 4.1)."""

from collections.abc import Sequence
from functools import cache

from booking.ical.calendar import END, octets, vcalendar
from booking.ical.timezones import vtimezone_text
from booking.ical.vevent import Event, serialise


def calendar_object(events: Sequence[Event]) -> bytes:
    """A series first, then its dates that differ."""
    zones = dict.fromkeys(event.tzid for event in events if not event.all_day)
    return b"".join([_head(), *map(vtimezone_text, zones), *map(serialise, events), END])


@cache
def _head() -> bytes:
    return octets(vcalendar()).removesuffix(END)
