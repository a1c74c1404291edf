"""The VCALENDAR that every text of ours is wrapped in (RFC 5545 3.6)."""

import icalendar

from booking.ical.text import text

PRODID = "-//Silkroom//Silkroom//EN"


def vcalendar() -> icalendar.Calendar:
    """Without the UID of RFC 7986: some readers take it for that of the only event."""
    component = icalendar.Calendar()
    component.add("version", text("2.0"))
    component.add("prodid", text(PRODID))
    component.add("calscale", text("GREGORIAN"))
    return component


def octets(component: icalendar.Component) -> bytes:
    """UTF-8 with CRLF, folded to 75 octets but never inside a character (3.1)."""
    written: bytes = component.to_ical()
    return written
