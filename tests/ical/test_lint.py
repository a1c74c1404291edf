"""Our own check finds what libical lets pass (ICAL E)."""

from dataclasses import replace

import pytest

from booking.ical.itip import cancel, request
from tests.ical import rfc5546
from tests.ical.examples import DIFFERENT, SERIES, event
from tests.ical.test_answers import WRITERS as ANSWERS

WRITTEN = {
    "REQUEST": request(SERIES, DIFFERENT),
    "CANCEL": cancel(event()),
    **{method: write(event()) for method, write in ANSWERS.items()},
}
WRONG = [
    ("REQUEST", b"DTSTART;TZID=Asia/Tokyo:20261201T120000", b"DTSTART;TZID=Asia/Tokyo:20261301T120000"),
    ("REQUEST", b"PARTSTAT=ACCEPTED", b"PARTSTAT=MAYBE"),
    ("REQUEST", b"TZID:Asia/Tokyo", b"TZID:Asia/Osaka"),
    ("REQUEST", b"UNTIL=20270301T030000Z", b"UNTIL=20270301T120000"),
    ("REQUEST", b"EXDATE;TZID=Asia/Tokyo:20261208T120000", b"EXDATE:20261208T030000Z"),
    ("REQUEST", b"RECURRENCE-ID;TZID=Asia/Tokyo:20261222T120000", b"RECURRENCE-ID:20261222T030000Z"),
    ("REQUEST", b"STATUS:CONFIRMED", b"STATUS:CANCELLED"),
    ("REQUEST", b"RECURRENCE-ID;TZID=Asia/Tokyo:20261222T120000", b"RRULE:FREQ=DAILY"),
    ("REQUEST", b"RECURRENCE-ID;", b"RRULE:FREQ=DAILY\r\nRECURRENCE-ID;"),
    ("CANCEL", b"DTEND;", b"DURATION:PT1H\r\nDTEND;"),
    ("CANCEL", b"STATUS:CANCELLED", b"STATUS:CONFIRMED"),
    ("CANCEL", b"METHOD:CANCEL", b"METHOD:REQUEST"),
    ("CANCEL", b"DTSTAMP:20261120T010203Z", b"DTSTAMP:20261120T010203"),
    ("CANCEL", b"mailto:kim@daejeon.example", b"mailto:sato@osaka.example"),
    ("CANCEL", b"mailto:kim@daejeon.example", b"kim"),
    ("CANCEL", b"END:VEVENT", b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT"),
    ("CANCEL", b"STATUS:CANCELLED", b"REQUEST-STATUS:2.0;Success"),
    ("REPLY", b"PARTSTAT=ACCEPTED", b"PARTSTAT=NEEDS-ACTION"),
    ("COUNTER", b"SEQUENCE:0", b"X-SEQUENCE:0"),
    ("DECLINECOUNTER", b"SEQUENCE:0", b"X-SEQUENCE:0"),
]


@pytest.mark.parametrize("method", WRITTEN)
def test_what_we_write_is_well(method: str) -> None:
    assert rfc5546.complaints(WRITTEN[method], method) == []


@pytest.mark.parametrize(("method", "there", "instead"), WRONG)
def test_a_fault_is_found(method: str, there: bytes, instead: bytes) -> None:
    whole = WRITTEN[method].replace(b"\r\n ", b"")
    assert there in whole and rfc5546.complaints(whole.replace(there, instead), method) != []


def test_several_events_are_of_one_uid() -> None:
    second = request(replace(DIFFERENT[0], uid="another"))
    both = request(SERIES).replace(b"END:VCALENDAR", second[second.index(b"BEGIN:VEVENT") :])
    assert "several UIDs" in rfc5546.complaints(both, "REQUEST")


def test_the_tables_tell_the_other_methods_apart() -> None:
    """Those that we read but do not write."""
    refresh = {"STATUS", "DTSTART", "SEQUENCE", "SUMMARY"}
    asked = request(event()).replace(b"METHOD:REQUEST", b"METHOD:REFRESH")
    said = " ".join(rfc5546.complaints(asked, "REFRESH"))
    assert all(name in said for name in refresh)
    published = request(event()).replace(b"METHOD:REQUEST", b"METHOD:PUBLISH")
    assert "ATTENDEE 3 times" in rfc5546.complaints(published, "PUBLISH")
    added = request(SERIES).replace(b"METHOD:REQUEST", b"METHOD:ADD")
    assert {"RRULE 1 times", "EXDATE 1 times"} <= set(rfc5546.complaints(added, "ADD"))
