from dataclasses import replace
from datetime import timedelta

import icalendar
import pytest
from hypothesis import assume, given

from booking.ical.itip import cancel, request
from booking.ical.vevent import Event
from tests.ical import libical, rfc5546
from tests.ical.examples import DIFFERENT, NOON, SERIES, event, events, kept, lines, names, values

WRITERS = {"REQUEST": request, "CANCEL": cancel}


@pytest.mark.parametrize("method", WRITERS)
def test_the_head_is_as_clients_want_it(method: str) -> None:
    head = lines(WRITERS[method](event()))[:6]
    assert head == [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Silkroom//Silkroom//EN", "CALSCALE:GREGORIAN"),
        *(f"METHOD:{method}", "BEGIN:VTIMEZONE"),
    ]


@pytest.mark.parametrize("method", WRITERS)
def test_one_uid_and_that_of_the_event(method: str) -> None:
    written = WRITERS[method](SERIES)
    assert values(written, "UID") == [f"UID:{SERIES.uid}"]
    assert "UID" in names(written)[names(written).index("BEGIN:VEVENT") :]
    assert not icalendar.Calendar.from_ical(written).get("UID")


@pytest.mark.parametrize("method", WRITERS)
@given(given=events)
def test_the_tables_of_rfc_5546(method: str, given: Event) -> None:
    assert rfc5546.complaints(WRITERS[method](given), method) == []


@pytest.mark.parametrize("method", WRITERS)
@given(given=events)
def test_libical_finds_nothing(method: str, given: Event) -> None:
    libical.needed()
    assume(kept(given.summary).strip())  # RFC 5546 lets a SUMMARY be empty, libical drops it
    assert libical.complaints(WRITERS[method](given)) == []


@pytest.mark.parametrize("method", WRITERS)
@given(given=events)
def test_every_zone_named_is_described(method: str, given: Event) -> None:
    calendar = icalendar.Calendar.from_ical(WRITERS[method](given))
    assert isinstance(calendar, icalendar.Calendar)
    described = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    assert described == {given.tzid} and calendar.get_used_tzids() <= described


BROKEN = {
    "ORGANIZER": (b"ORGANIZER;", b"X-ORGANIZER;"),
    "ATTENDEE": (b"ATTENDEE;", b"X-ATTENDEE;"),
    "UID": (b"UID:", b"X-UID:"),
    "DTSTAMP": (b"DTSTAMP:", b"X-DTSTAMP:"),
    "SUMMARY": (b"SUMMARY:", b"SUMMARY:again\r\nSUMMARY:"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_both_checks_find_a_fault(fault: str) -> None:
    libical.needed()
    written = request(event()).replace(*BROKEN[fault])
    assert rfc5546.complaints(written, "REQUEST") != []
    assert libical.complaints(written) != []


def test_the_tables_forbid_an_alarm_in_a_cancel() -> None:
    alarm = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT"
    written = cancel(event()).replace(b"END:VEVENT", alarm)
    assert "VALARM 1 times" in rfc5546.complaints(written, "CANCEL")


def test_a_cancel_says_cancelled_and_rings_no_alarm() -> None:
    written = cancel(event(sequence=7))
    assert values(written, "STATUS") == ["STATUS:CANCELLED"]
    assert values(written, "SEQUENCE") == ["SEQUENCE:7"]
    assert "BEGIN:VALARM" not in names(written)
    assert values(written, "ATTENDEE") == values(request(event()), "ATTENDEE")
    assert values(written, "ORGANIZER") == values(request(event()), "ORGANIZER")


def test_other_times_may_be_proposed_only_where_they_are_read() -> None:
    refusal = "X-MICROSOFT-DISALLOW-COUNTER"
    assert values(request(event()), refusal) == [f"{refusal}:TRUE"]
    assert values(request(event(), counter=True), refusal) == []
    assert values(cancel(event()), refusal) == []


@pytest.mark.parametrize("changes", [{"organizer": None}, {"attendees": ()}, {"status": "CANCELLED"}])
def test_no_request_that_rfc_5546_does_not_have(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        request(event(**changes))


@pytest.mark.parametrize("changes", [{"organizer": None}, {"attendees": ()}])
def test_no_cancel_to_nobody(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        cancel(event(**changes))


def test_the_event_itself_is_left_as_it_is() -> None:
    given = replace(SERIES)
    cancel(given)
    assert given == SERIES and given.status == "CONFIRMED"


def test_a_series_is_sent_with_its_dates_that_differ() -> None:
    libical.needed()
    written = request(replace(SERIES, rdates=(NOON + timedelta(days=2),)), DIFFERENT)
    assert rfc5546.complaints(written, "REQUEST") == [] and libical.complaints(written) == []
    assert values(written, "UID") == [f"UID:{SERIES.uid}"] * 3
    assert values(written, "RECURRENCE-ID") == [
        "RECURRENCE-ID;TZID=Asia/Tokyo:20261222T120000",
        "RECURRENCE-ID;TZID=Asia/Tokyo:20261229T120000",
    ]
    assert values(written, "RDATE") == ["RDATE;TZID=Asia/Tokyo:20261203T120000"]
    assert len(values(written, "RRULE")) == len(values(written, "EXDATE")) == 1
    assert names(written).count("BEGIN:VTIMEZONE") == 1


def test_one_date_of_a_series_is_sent_alone() -> None:
    libical.needed()
    for method, write in WRITERS.items():
        written = write(DIFFERENT[1])
        assert rfc5546.complaints(written, method) == [] and libical.complaints(written) == []
        assert names(written).count("BEGIN:VEVENT") == 1 and values(written, "RRULE") == []
        assert values(written, "RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Asia/Tokyo:20261229T120000"]
        assert values(written, "DTSTART")[1:] == ["DTSTART;TZID=Asia/Tokyo:20261230T140000"]


@pytest.mark.parametrize(
    "wrong",
    [event(), replace(DIFFERENT[0], uid="another@rooms.example"), replace(DIFFERENT[0], attendees=())],
)
def test_what_differs_is_a_date_of_the_same_series(wrong: Event) -> None:
    with pytest.raises(ValueError):
        request(SERIES, [wrong])
