"""The VCALENDAR that every text of ours is wrapped in (RFC 5545 3.6)."""

import icalendar
from icalendar.parser import Contentline

from booking.ical.text import text

END = b"END:VCALENDAR\r\n"
_FOLDED = 75
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
    return b"".join(_octets(line) for line in component.content_lines() if line)


def _octets(line: Contentline) -> bytes:
    """The library looks at each character, also of what need not be folded."""
    written: bytes = line.encode()
    if len(written) >= _FOLDED:
        written = line.to_ical()  # type: ignore[no-untyped-call]
    return written + b"\r\n"
