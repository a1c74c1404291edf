"""Texts as other people's calendars write them."""

import pytest

from booking.errors import Unreadable
from booking.ical.reading import read
from booking.ical.received import Received

HEAD = ("BEGIN:VCALENDAR", "PRODID:-//Other//Calendar//EN", "VERSION:2.0")
ORGANIZER = "ORGANIZER;CN=Kim Minjun:mailto:kim@daejeon.example"
ROOM = (
    "ATTENDEE;CUTYPE=ROOM;ROLE=NON-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:support@rooms.example"
)
TIMES = ("DTSTART;TZID=Asia/Tokyo:20261201T120000", "DTEND;TZID=Asia/Tokyo:20261201T130000")
BASE = ("UID:1@daejeon.example", "DTSTAMP:20261120T010203Z", "SUMMARY:Talk", ORGANIZER, ROOM)
ZONES = ("Asia/Tokyo", "Asia/Seoul", "America/New_York")

CUSTOM = "Customized Time Zone"
NINE = (
    *("BEGIN:VTIMEZONE", f"TZID:{CUSTOM}", "BEGIN:STANDARD", "DTSTART:16010101T000000"),
    *("TZOFFSETFROM:+0900", "TZOFFSETTO:+0900", "END:STANDARD", "END:VTIMEZONE"),
)
EASTERN = (
    *("BEGIN:VTIMEZONE", f"TZID:{CUSTOM}"),
    *("BEGIN:STANDARD", "DTSTART:16010101T020000", "TZOFFSETFROM:-0400", "TZOFFSETTO:-0500"),
    *("RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11", "END:STANDARD"),
    *("BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:-0500", "TZOFFSETTO:-0400"),
    *("RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE"),
)


def vevent(*lines: str, base: tuple[str, ...] = BASE) -> tuple[str, ...]:
    return ("BEGIN:VEVENT", *base, *lines, "END:VEVENT")


def calendar(*lines: str, method: str = "METHOD:REQUEST") -> bytes:
    return "".join(f"{line}\r\n" for line in (*HEAD, method, *lines, "END:VCALENDAR") if line).encode()


def message(*lines: str, zone: tuple[str, ...] = (), method: str = "METHOD:REQUEST") -> bytes:
    """One event with these lines beside those of BASE."""
    return calendar(*zone, *vevent(*lines), method=method)


def only(text: bytes, zones: tuple[str, ...] = ZONES) -> Received:
    [found] = read(text, zones).events
    return found


def refusal(text: bytes, zones: tuple[str, ...] = ZONES) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read(text, zones)
    return refused.value


def code(text: bytes, zones: tuple[str, ...] = ZONES) -> str:
    return refusal(text, zones).code
