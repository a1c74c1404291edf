import dataclasses
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given

from booking.ical.vevent import Attendee, CalendarUser, serialise, vevent
from tests.ical.examples import KIM, NOON, SERIES, event, instants, lines, names, values, zones


@pytest.mark.parametrize(
    ("status", "transp", "busy", "intended"),
    [
        ("CONFIRMED", "OPAQUE", "BUSY", "BUSY"),
        ("TENTATIVE", "OPAQUE", "TENTATIVE", "BUSY"),
        ("CONFIRMED", "TRANSPARENT", "FREE", "FREE"),
        ("CANCELLED", "OPAQUE", "FREE", "FREE"),
    ],
)
def test_outlook_is_told_busy_and_tentative(status: str, transp: str, busy: str, intended: str) -> None:
    written = lines(serialise(event(status=status, transp=transp)))
    assert f"X-MICROSOFT-CDO-BUSYSTATUS:{busy}" in written
    assert f"X-MICROSOFT-CDO-INTENDEDSTATUS:{intended}" in written
    assert f"STATUS:{status}" in written


def test_an_attendee_carries_all_that_clients_need_for_buttons() -> None:
    written = serialise(event(attendees=(Attendee("a@x.example", "A, B"),)))
    assert values(written, "ATTENDEE") == [
        'ATTENDEE;CN="A, B";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE'
        ":mailto:a@x.example"
    ]


def test_somebody_without_a_name_has_no_cn() -> None:
    written = serialise(event(organizer=CalendarUser("a@x.example"), attendees=()))
    assert values(written, "ORGANIZER") == ["ORGANIZER:mailto:a@x.example"]


def test_the_join_link_stands_in_url_and_conference() -> None:
    written = serialise(event(conference="https://x.example/j", summary="Talk"))
    assert values(written, "URL") == ["URL:https://x.example/j"]
    assert values(written, "CONFERENCE") == [
        "CONFERENCE;FEATURE=AUDIO,VIDEO;LABEL=Talk;VALUE=URI:https://x.example/j"
    ]


def test_a_page_of_its_own_keeps_its_url() -> None:
    written = serialise(event(url="https://x.example/page", conference="https://x.example/j"))
    assert values(written, "URL") == ["URL:https://x.example/page"]


def test_what_is_empty_is_left_out_but_the_summary() -> None:
    empty = event(
        summary="", description="", location="", conference="", organizer=None, attendees=(), created_at=None
    )
    assert set(names(serialise(dataclasses.replace(empty, last_modified_at=None)))) == {
        *("BEGIN:VEVENT", "END:VEVENT", "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY"),
        *("STATUS", "TRANSP", "CLASS", "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-INTENDEDSTATUS"),
    }


def test_series_times_are_local_and_dtstamp_is_utc() -> None:
    written = serialise(SERIES)
    assert values(written, "DTSTART") == ["DTSTART;TZID=Asia/Tokyo:20261201T120000"]
    assert values(written, "EXDATE") == ["EXDATE;TZID=Asia/Tokyo:20261208T120000,20261215T120000"]
    assert values(written, "RRULE") == ["RRULE:FREQ=WEEKLY;UNTIL=20270301T030000Z;BYDAY=TU"]
    assert values(written, "DTSTAMP") == ["DTSTAMP:20261120T010203Z"]


def test_an_occurrence_is_named_by_the_local_start_of_its_rule() -> None:
    written = serialise(event(recurrence_at=NOON + timedelta(days=7)))
    assert values(written, "RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Asia/Tokyo:20261208T120000"]


def test_instants_given_in_another_zone_are_written_in_that_of_the_event() -> None:
    berlin = NOON.astimezone(ZoneInfo("Europe/Berlin"))
    assert serialise(event(starts_at=berlin, dtstamp=berlin)) == serialise(event(dtstamp=NOON))


@given(starts_at=instants, tzid=zones)
def test_every_instant_comes_back(starts_at: datetime, tzid: str) -> None:
    read = _read(starts_at, starts_at + timedelta(minutes=45), tzid)
    assert (read.start, read.end) == (starts_at, starts_at + timedelta(minutes=45))


@pytest.mark.parametrize("minutes", range(-150, 151, 30))
def test_every_instant_comes_back_when_the_clocks_change(minutes: int) -> None:
    for change_at, tzid in [
        (datetime(2026, 11, 1, 6, tzinfo=UTC), "America/New_York"),
        (datetime(2027, 3, 14, 7, tzinfo=UTC), "America/New_York"),
        (datetime(2027, 10, 31, 1, tzinfo=UTC), "Europe/Berlin"),
        (datetime(2027, 2, 7, 2, tzinfo=UTC), "Africa/Casablanca"),
    ]:
        starts_at = change_at + timedelta(minutes=minutes)
        read = _read(starts_at, starts_at + timedelta(minutes=30), tzid)
        assert read.start.astimezone(UTC) == starts_at
        assert read.end.astimezone(UTC) == starts_at + timedelta(minutes=30)


def _read(starts_at: datetime, ends_at: datetime, tzid: str) -> icalendar.Event:
    read = icalendar.Event.from_ical(serialise(event(starts_at=starts_at, ends_at=ends_at, tzid=tzid)))
    assert isinstance(read, icalendar.Event)
    return read


def test_equal_values_give_equal_octets() -> None:
    assert serialise(event()) == serialise(event())
    assert serialise(event()) != serialise(event(sequence=1))
    assert vevent(event()).to_ical() == serialise(event())


STRINGS = [field.name for field in dataclasses.fields(SERIES) if field.type in (str, "str")]
EVIL = "x\r\nX-EVIL:1\nX-EVIL:2\rX-EVIL:3"


@pytest.mark.parametrize("field", STRINGS)
def test_no_text_of_an_event_becomes_a_property(field: str) -> None:
    before = getattr(SERIES, field)
    _harmless(dataclasses.replace(SERIES, **{field: before + EVIL}))


@pytest.mark.parametrize("field", ["address", "name", "role", "partstat", "cutype"])
def test_no_text_of_an_attendee_becomes_a_property(field: str) -> None:
    attendee = dataclasses.replace(KIM, **{field: getattr(KIM, field) + EVIL})
    _harmless(event(attendees=(attendee,)), lines_of="ATTENDEE")


@pytest.mark.parametrize("field", ["address", "name"])
def test_no_text_of_the_organizer_becomes_a_property(field: str) -> None:
    organizer = CalendarUser(**{"address": "a@x.example", field: EVIL})
    _harmless(event(organizer=organizer), lines_of="ORGANIZER")


def _harmless(given: object, lines_of: str = "UID") -> None:
    try:
        written = serialise(given)  # type: ignore[arg-type]
    except (ValueError, KeyError):  # a rule or zone that is none is refused
        return
    assert not [name for name in names(written) if name.startswith("X-EVIL")]
    assert b"\r" not in written.replace(b"\r\n", b"") and b"\n" not in written.replace(b"\r\n", b"")
    assert len(values(written, lines_of)) == 1
