from datetime import timedelta

import icalendar
from hypothesis import given
from icalendar.parser import Contentline

from booking.ical.feed import feed
from booking.ical.vevent import serialise
from tests.ical import libical
from tests.ical.examples import SERIES, event, kept, lines, names, texts, values

ZONES = ["Europe/Berlin", "Asia/Tokyo"]


def test_the_head_names_the_calendar_for_every_reader() -> None:
    written = lines(feed("Room, 3F", "every hour", ZONES, [], timedelta(hours=1)))
    assert written[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert set(written[2 : written.index("BEGIN:VTIMEZONE")]) == {
        "PRODID:-//Silkroom//Silkroom//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Room\\, 3F",
        "X-WR-CALNAME:Room\\, 3F",
        "X-WR-CALDESC:every hour",
        "X-WR-TIMEZONE:Europe/Berlin",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    }


def test_readers_are_asked_to_look_every_quarter_of_an_hour() -> None:
    assert "X-PUBLISHED-TTL:PT15M" in lines(feed("n", "d", ZONES, []))


def test_events_are_joined_as_they_are_in_their_order() -> None:
    events = [serialise(event(uid=f"{n}@x.example")) for n in (2, 0, 1)]
    written = feed("n", "d", ZONES, iter(events))
    assert b"".join([*events, b"END:VCALENDAR\r\n"]) == written[written.index(b"BEGIN:VEVENT") :]


def test_only_events_have_a_uid_and_there_is_no_method() -> None:
    written = feed("n", "d", ZONES, [serialise(event()), serialise(SERIES)])
    assert values(written, "UID") == [f"UID:{event().uid}", f"UID:{SERIES.uid}"]
    assert values(written, "METHOD") == []


def test_each_zone_is_described_once() -> None:
    written = feed("n", "d", [*ZONES, *ZONES], [serialise(event())])
    assert values(written, "TZID") == ["TZID:Europe/Berlin", "TZID:Asia/Tokyo"]
    assert names(written).count("BEGIN:VTIMEZONE") == 2


def test_an_empty_calendar_is_one() -> None:
    libical.needed()
    written = feed("n", "", [], [])
    assert names(written).count("X-WR-CALDESC") == names(written).count("X-WR-TIMEZONE") == 0
    assert icalendar.Calendar.from_ical(written).subcomponents == []


def test_libical_reads_it() -> None:
    libical.needed()
    written = feed("n", "d", ZONES, [serialise(event()), serialise(SERIES)])
    assert libical.complaints(written) == []
    assert libical.complaints(written.replace(b"DTSTART;", b"DTSTART:now;")) != []


def test_equal_input_gives_equal_octets() -> None:
    events = [serialise(event())]
    assert feed("n", "d", ZONES, events) == feed("n", "d", iter(ZONES), iter(events))
    assert feed("n", "d", ZONES, events) != feed("n", "e", ZONES, events)


@given(name=texts, description=texts)
def test_names_come_back_and_add_nothing(name: str, description: str) -> None:
    written = feed(name, description, ZONES, [])
    assert names(written) == names(feed("x", description.strip() and "x", ZONES, []))
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert [Contentline(line).parts()[2] for line in values(written, "NAME")] == [kept(name)]
