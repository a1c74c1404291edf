"""Every message of other makers, with what becomes of it. Collected where samples lie.

One event of several, written by looking at the text: method, start in UTC, its zone, length in minutes, rule,
dates added, attendees.
"""

from datetime import UTC

import pytest

from booking.ical.reading import read
from tests.ical.messages import code
from tests.samples import CORPUS

ZONES = ("Asia/Tokyo", "America/New_York", "America/Los_Angeles")
NY, LA = "America/New_York", "America/Los_Angeles"
FIVE = "FREQ=DAILY;COUNT=5"

# Without a UID; without an event (free and busy times); several calendars or events in one text.
REFUSED = {
    "collective+icalendar/issue_165_missing_event.ics": "no_uid",
    "collective+icalendar/issue_27_multiple_periods_in_freebusy_multiple_freebusies.ics": "no_event",
    "collective+icalendar/issue_27_multiple_periods_in_freebusy_one_freebusy.ics": "no_event",
    "collective+icalendar/rfc_7529.ics": "several_uids",
    "ical4j+ical4j/incoming.ics": "several_calendars",
    "ical4j+ical4j/multiple_calendars.ics": "several_calendars",
    "stalwartlabs+calcard/023.ics.out": "several_uids",
    "stalwartlabs+calcard/089.ics.out": "no_uid",
    "stalwartlabs+calcard/096.ics.out": "no_event",
    "stalwartlabs+calcard/097.ics.out": "no_event",
    "stalwartlabs+calcard/117.ics.out": "several_uids",
    "stalwartlabs+calcard/211.ics": "several_calendars",
    "stalwartlabs+calcard/211.ics.out": "several_calendars",
    "stalwartlabs+calcard/220.ics": "several_calendars",
    "stalwartlabs+calcard/220.ics.out": "several_calendars",
    "stalwartlabs+calcard/228.ics": "several_calendars",
    "stalwartlabs+calcard/228.ics.out": "several_calendars",
}
# "Eastern" and "Pacific Time (US & Canada), Tijuana" are zones of their messages alone: one event becomes
# UTC, a series becomes one of ZONES. Whole days are days in Tokyo here. calcard keeps the same texts again.
READ = {
    "collective+icalendar/issue_350.ics": ("20220222T1830", "UTC", 60, "", 0, 0),
    "collective+icalendar/property_params.ics": ("20120813T1500", "Asia/Tokyo", 1440, "", 0, 3),
    "collective+icalendar/timezone_same_start.ics": ("20170224T2000", LA, 30, "", 0, 0),
    "ical4j+ical4j/calconnect.ics": ("20050411T1300", NY, 60, FIVE, 0, 2),
    "ical4j+ical4j/calconnect2.ics": ("20050411T1400", NY, 60, "", 5, 2),
    "ical4j+ical4j/calconnect3.ics": ("20050418T1300", NY, 60, FIVE, 0, 2),
    "ical4j+ical4j/calconnect4.ics": ("20050418T1300", NY, 60, "", 5, 2),
    "ical4j+ical4j/calconnect5.ics": ("20050425T1300", NY, 60, FIVE, 0, 2),
    "ical4j+ical4j/calconnect6.ics": ("20050426T1400", "UTC", 60, "", 0, 2),
    "ical4j+ical4j/calconnect7.ics": ("20050428T1500", "UTC", 60, "", 0, 2),
    "ical4j+ical4j/calconnect8.ics": ("20050425T1300", NY, 30, "", 5, 2),
    "ical4j+ical4j/calconnect9.ics": ("20050425T1300", NY, 15, "", 5, 2),
    "ical4j+ical4j/outlook1.txt": ("20140131T2130", LA, 60, "", 0, 1),
    "ical4j+ical4j/outlook2.txt": (
        "20140221T2300", LA, 60, "FREQ=WEEKLY;COUNT=99;BYDAY=MO,TU,WE,TH,FR;WKST=SU", 0, 2,
    ),
    "ical4j+ical4j/php-flp.ics": ("20030620T2200", "UTC", 0, "", 0, 0),
    "ical4j+ical4j/tmeher.ics": ("20041012T0530", "UTC", 90, "", 0, 2),
    "ical4j+ical4j/yahoo1.txt": ("20140130T1400", "UTC", 30, "", 0, 1),
    "ical4j+ical4j/zidestoreical4jbomb.ics": ("20060610T1500", "Asia/Tokyo", 1440, "", 0, 1),
    "stalwartlabs+calcard/047.ics": (
        "20201124T1000", "Europe/Berlin", 30, "FREQ=DAILY;UNTIL=20201126T100000Z;INTERVAL=2", 0, 2,
    ),
}  # fmt: skip
AGAIN = {
    "047.ics.out": "stalwartlabs+calcard/047.ics",
    "100.ics.out": "collective+icalendar/issue_350.ics",
    "116.ics.out": "collective+icalendar/property_params.ics",
    "120.ics.out": "collective+icalendar/timezone_same_start.ics",
    "166.ics": "ical4j+ical4j/tmeher.ics",
    "199.ics": "ical4j+ical4j/calconnect.ics",
    "201.ics": "ical4j+ical4j/calconnect2.ics",
    "202.ics": "ical4j+ical4j/calconnect3.ics",
    "203.ics": "ical4j+ical4j/calconnect4.ics",
    "204.ics": "ical4j+ical4j/calconnect5.ics",
    "205.ics": "ical4j+ical4j/calconnect6.ics",
    "206.ics": "ical4j+ical4j/calconnect7.ics",
    "207.ics": "ical4j+ical4j/calconnect8.ics",
    "208.ics": "ical4j+ical4j/calconnect9.ics",
    "231.ics": "ical4j+ical4j/php-flp.ics",
    "246.ics": "ical4j+ical4j/zidestoreical4jbomb.ics",
}
TWICE = ("166", "199", "201", "202", "203", "204", "205", "206", "207", "208", "231", "246")
AGAIN |= {f"{name}.ics.out": AGAIN[f"{name}.ics"] for name in TWICE}
READ |= {f"stalwartlabs+calcard/{name}": READ[same] for name, same in AGAIN.items()}


def told(name: str) -> tuple[object, ...]:
    found = read((CORPUS / name).read_bytes(), ZONES)
    [event] = found.events
    assert found.method == "REQUEST" and event.starts_at and event.ends_at
    minutes = (event.ends_at - event.starts_at).total_seconds() // 60
    at = event.starts_at.astimezone(UTC).strftime("%Y%m%dT%H%M")
    return at, event.tzid, minutes, event.rrule, len(event.rdates), len(event.attendees)


def test_no_file_is_left_out() -> None:
    """Those of Thunderbird are in test_reading_thunderbird.py."""
    there = {str(path.relative_to(CORPUS)) for path in CORPUS.rglob("*") if path.is_file()}
    others = {name for name in there if not name.startswith("generated-by-thunderbird") and "/" in name}
    assert others == {*READ, *REFUSED} and len(others) >= 60


@pytest.mark.parametrize("name", READ)
def test_what_is_read(name: str) -> None:
    assert told(name) == READ[name]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    assert code((CORPUS / name).read_bytes()) == REFUSED[name]


def test_one_date_of_a_lotus_series() -> None:
    [event] = read((CORPUS / "ical4j+ical4j/calconnect6.ics").read_bytes()).events
    assert event.recurrence_at and event.recurrence_at.isoformat() == "2005-04-26T13:00:00+00:00"
    assert event.comment == "Reschedule of a single instance's time only (+ 1 hr)"
