"""One message of somebody else, line by line."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.ical.reading import read
from booking.ical.vevent import Attendee, CalendarUser
from tests.ical.messages import (
    BASE,
    HEAD,
    ROOM,
    TIMES,
    calendar,
    code,
    message,
    only,
    refusal,
    vevent,
)

TOKYO = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 12, 1, 12, tzinfo=TOKYO)


def test_an_invitation_is_read_whole() -> None:
    text = message(*TIMES, "SEQUENCE:2", "DESCRIPTION:Line\\nfeed", "LOCATION:3F", "STATUS:TENTATIVE")
    found = read(text)
    assert (found.method, found.uid, found.text) == ("REQUEST", "1@daejeon.example", text)
    assert found.organizer == CalendarUser("kim@daejeon.example", "Kim Minjun")
    [event] = found.events
    assert (event.starts_at, event.ends_at) == (NOON, NOON + timedelta(hours=1))
    assert event.starts_at is not None and event.starts_at.tzinfo == TOKYO
    assert (event.tzid, event.all_day, event.sequence) == ("Asia/Tokyo", False, 2)
    assert event.dtstamp == datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)
    assert (event.summary, event.description, event.location) == ("Talk", "Line\nfeed", "3F")
    assert (event.status, event.transp, event.comment) == ("TENTATIVE", "OPAQUE", "")
    assert event.attendees == (
        Attendee("support@rooms.example", "", "NON-PARTICIPANT", "NEEDS-ACTION", True, "ROOM"),
    )
    assert (event.recurrence_at, event.this_and_future, event.rrule, event.endless) == (
        None,
        False,
        "",
        False,
    )


@pytest.mark.parametrize(
    ("line", "sequence"),
    [("", 0), ("SEQUENCE:", 0), ("SEQUENCE:x", 0), ("SEQUENCE:-1", 0), ("SEQUENCE: 7", 7),
     ("SEQUENCE:99999999999", 2147483647)],
)  # fmt: skip
def test_a_sequence_that_is_none_is_zero(line: str, sequence: int) -> None:
    assert only(message(*TIMES, line)).sequence == sequence


@pytest.mark.parametrize("method", ["request", "REQUEST ", "Request"])
def test_the_method_in_any_case(method: str) -> None:
    assert read(message(*TIMES, method=f"METHOD:{method}")).method == "REQUEST"


def test_a_calendar_without_a_method_is_published() -> None:
    assert read(message(*TIMES, method="")).method == "PUBLISH"


@pytest.mark.parametrize("method", ["METHOD:CREATE", "METHOD:x\\,y", "METHOD:REQUEST\r\nMETHOD:CANCEL"])
def test_no_other_method(method: str) -> None:
    assert code(message(*TIMES, method=method)) == "method_not_taken"


@pytest.mark.parametrize("method", ["CANCEL", "REPLY", "REFRESH", "DECLINECOUNTER", "PUBLISH"])
@pytest.mark.parametrize(
    "lines", [(), ("DTSTART:20261201T100000",), ("DTSTART;TZID=Nowhere:20261201T100000",),
              (*TIMES, "RRULE:FREQ=SECONDLY"), ("DTSTART:yesterday",)],
)  # fmt: skip
def test_what_needs_no_time_is_read_without_one(method: str, lines: tuple[str, ...]) -> None:
    event = only(message(*lines, method=f"METHOD:{method}"))
    assert (event.starts_at, event.ends_at, event.rrule) == (None, None, "")


@pytest.mark.parametrize("method", ["REQUEST", "COUNTER", "ADD"])
def test_what_needs_a_time_has_one(method: str) -> None:
    assert code(message(method=f"METHOD:{method}")) == "no_start"
    assert only(message(*TIMES, method=f"METHOD:{method}")).starts_at == NOON


def test_a_cancellation_need_not_say_that_it_is_one() -> None:
    event = only(message("DTSTART:20261201T030000Z", method="METHOD:CANCEL"))
    assert (event.status, event.starts_at) == ("", NOON)


@pytest.mark.parametrize(
    ("lines", "lasts"),
    [
        (("DTEND:20261201T040000Z",), timedelta(hours=1)),
        (("DTEND;TZID=Asia/Seoul:20261201T123000",), timedelta(minutes=30)),
        (("DTEND:20261201T133000",), timedelta(minutes=90)),  # by the clock of the start
        (("DURATION:PT45M",), timedelta(minutes=45)),
        (("DURATION:P1DT1H",), timedelta(hours=25)),
        (("DURATION:P1W",), timedelta(weeks=1)),
        (("DTEND:20261201T040000Z", "DURATION:PT9H"), timedelta(hours=1)),
        ((), timedelta()),
    ],
)
def test_the_end_of_a_time(lines: tuple[str, ...], lasts: timedelta) -> None:
    event = only(message(TIMES[0], *lines))
    assert event.ends_at == NOON + lasts


def test_a_day_of_duration_is_one_of_the_clock_and_its_hours_are_not() -> None:
    start = "DTSTART;TZID=America/New_York:20261031T120000"  # clocks go back in the night after it
    by_day, by_hours = only(message(start, "DURATION:P1D")), only(message(start, "DURATION:PT24H"))
    assert by_day.ends_at == datetime(2026, 11, 1, 17, tzinfo=UTC)
    assert by_hours.ends_at == datetime(2026, 11, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (("DTSTART;VALUE=DATE:20261201",), 1),
        (("DTSTART:20261201", "DTEND:20261203"), 2),
        (("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261201"), 1),
        (("DTSTART;VALUE=DATE:20261201", "DURATION:P3D"), 3),
        (("DTSTART;VALUE=DATE:20261201", "DURATION:P1DT24H"), 2),
    ],
)
def test_whole_days_are_those_of_the_centre(lines: tuple[str, ...], days: int) -> None:
    event = only(message(*lines))
    midnight = datetime(2026, 12, 1, tzinfo=TOKYO)
    assert (event.all_day, event.tzid) == (True, "Asia/Tokyo")
    assert (event.starts_at, event.ends_at) == (midnight, midnight + timedelta(days=days))
    assert only(message(*lines), zones=()).starts_at == datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        (("DTSTART:20261301T100000Z",), "bad_time"),
        (("DTSTART:20261201T250000Z",), "bad_time"),
        (("DTSTART:16010101T000000Z",), "bad_time"),
        (("DTSTART:99991231T235959Z",), "bad_time"),
        (("DTSTART:２０２６1201T100000Z",), "bad_time"),
        (("DTSTART:",), "bad_time"),
        ((TIMES[0], "DTEND:20261202"), "bad_time"),
        ((TIMES[0], "DURATION:P"), "bad_time"),
        (("DTSTART:20261201", "DURATION:P1DT1H"), "bad_time"),
        ((TIMES[0], "DURATION:PT"), "bad_time"),
        ((TIMES[0], "DURATION:-PT1H"), "bad_time"),
        ((TIMES[0], "DURATION:P9999D"), "bad_time"),
        ((TIMES[0], "DTEND:20261201T020000Z"), "ends_before_start"),
        (("DTSTART:20261201T100000",), "floating_time"),
    ],
)
def test_a_time_that_is_none(lines: tuple[str, ...], refused: str) -> None:
    assert code(message(*lines)) == refused


def test_the_refusal_says_which_time() -> None:
    assert refusal(message(TIMES[0], "DTEND:soon")).values == {"name": "DTEND", "value": "soon"}


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (b"", "no_calendar"),
        (b"Dear desk, can I have a room?", "no_calendar"),
        (calendar(), "no_event"),
        (calendar("BEGIN:VTODO", *BASE, "END:VTODO"), "no_event"),
        (calendar(*vevent(*TIMES, base=BASE[1:])), "no_uid"),
        (calendar(*vevent(*TIMES, base=("UID: ", *BASE[1:]))), "no_uid"),
        (calendar(*vevent(*TIMES), *vevent(*TIMES, base=("UID:2", *BASE[1:]))), "several_uids"),
        (calendar(*vevent(*TIMES), *vevent(*TIMES)), "event_twice"),
        (message(*TIMES) + message(*TIMES), "several_calendars"),
        (message(*TIMES)[:-20], "unreadable"),
        (message(*TIMES).replace(b"END:VEVENT", b"END:VTODO"), "unreadable"),
        (message(*TIMES, "COMMENT:会議").decode().encode("shift_jis"), "wrong_charset"),
        (b"END:\r\n" + message(*TIMES), "unreadable"),
        (message(*TIMES).decode().encode("utf-16"), "wrong_charset"),
        (calendar(*vevent(*TIMES, base=("UID:" + "u" * 256, *BASE[1:]))), "too_long_line"),
    ],
)  # fmt: skip
def test_no_event_of_its_own(text: bytes, refused: str) -> None:
    assert code(text) == refused


def test_two_organizers_of_one_event() -> None:
    other = ("UID:1@daejeon.example", "ORGANIZER:mailto:other@x.example", "RECURRENCE-ID:20261208T030000Z")
    assert code(calendar(*vevent(*TIMES), *vevent(*TIMES, base=other))) == "several_organizers"


def test_line_ends_folds_and_a_byte_order_mark() -> None:
    text = message(*TIMES, "DESCRIPTION:会議会議")
    expected = only(text)
    assert expected.description == "会議会議"
    assert only(text.replace(b"\r\n", b"\n")) == expected
    assert only(b"\xef\xbb\xbf" + text) == expected
    within_a_character = text.replace(
        "会議会議".encode(), b"\xe4\xbc\r\n \x9a\xe8\xad\xb0\xe4\n\t\xbc\x9a\xe8\xad\xb0"
    )
    assert only(within_a_character) == expected


def test_lines_around_and_properties_that_are_not_read_do_not_matter() -> None:
    broken = (
        "GEO:here",
        "ATTACH;ENCODING=BASE64:!!",
        "PRIORITY:high",
        "X-ODD;=:;",
        "no colon",
        ":",
        "CREATED:x",
    )
    alarm = ("BEGIN:VALARM", "TRIGGER:soon", "SUMMARY:not this", "END:VALARM")
    plain = only(message(*TIMES))
    assert only(message(*TIMES, *broken, *alarm)) == plain
    assert only(b"X-BEFORE:1\r\n" + message(*TIMES) + b"X-AFTER:1\r\n\r\n") == plain


def test_names_of_properties_and_components_in_any_case() -> None:
    text = message(*TIMES).replace(b"BEGIN:VEVENT", b"begin:vevent").replace(b"DTSTART;TZID", b"dtstart;tzid")
    assert only(text) == only(message(*TIMES))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\\nb\\Nc", "a\nb\nc"),
        ("C:\\\\new\\, \\; \\\"x\\\"", 'C:\\new, ; "x"'),
        ("C:\\temp", "C:\\temp"),
        ("a\u202eb\x07c\x00d", "abcd"),
        ("a\rb", "a\nb"),
        (" x \\n", "x"),
        ("\ufeffa\ufeffb", "ab"),
    ],
)  # fmt: skip
def test_texts_are_read_and_cleaned(written: str, kept: str) -> None:
    assert only(message(*TIMES, f"DESCRIPTION:{written}")).description == kept


def test_a_summary_is_one_line_and_texts_are_cut() -> None:
    base = (BASE[0], "SUMMARY:a\\nBcc: b" + "x" * 300, "LOCATION:" + "l" * 2000, "DESCRIPTION:" + "d" * 5000)
    event = only(calendar(*vevent(*TIMES, base=base)))
    assert event.summary == "a Bcc: b" + "x" * 192
    assert (len(event.location), len(event.description)) == (1000, 4000)


def test_several_comments_are_one() -> None:
    assert only(message(*TIMES, "COMMENT:one", "COMMENT:two")).comment == "one\ntwo"


@pytest.mark.parametrize(
    ("line", "address", "name"),
    [
        ("ORGANIZER:mailto:Kim@X.example", "Kim@X.example", ""),
        ("ORGANIZER:MAILTO:kim@x.example", "kim@x.example", ""),
        ("ORGANIZER:kim@x.example", "kim@x.example", ""),
        ('ORGANIZER;CN="Kim, Minjun":mailto:kim@x.example', "kim@x.example", "Kim, Minjun"),
        ("ORGANIZER;CN=Kim, Minjun:mailto:kim@x.example", "kim@x.example", "Kim, Minjun"),
        ("ORGANIZER;CN=\"'kim@x.example'\":mailto:kim@x.example", "kim@x.example", "kim@x.example"),
        ("ORGANIZER;CN=\"^'K^' ^^\":mailto:kim@x.example", "kim@x.example", '"K" ^'),
        ('ORGANIZER;CN=Kim "M" Minjun:mailto:kim@x.example', "kim@x.example", ""),
        ('ORGANIZER;CN="Kim:mailto:kim@x.example', "kim@x.example", ""),
        ("ORGANIZER:mailto:%22kim%22@x.example", "", ""),
        ("ORGANIZER:mailto:kim%2Broom@x.example", "kim+room@x.example", ""),
        ("ORGANIZER:mailto:한글@x.example", "한글@x.example", ""),
        ("ORGANIZER;EMAIL=kim@x.example;CN=K:urn:uuid:1-2", "kim@x.example", "K"),
        ("ORGANIZER:mailto:a@x.example%0d%0aBcc:b@x.example", "", ""),
        ("ORGANIZER:mailto:a@x.example,b@x.example", "", ""),
        ("ORGANIZER:invalid:nomail", "", ""),
        ("ORGANIZER:mailto:" + "a" * 250 + "@x.example", "", ""),
        ("X-ORGANIZER:mailto:kim@x.example", "", ""),
    ],
)
def test_organizers(line: str, address: str, name: str) -> None:
    found = read(calendar(*vevent(*TIMES, line, base=BASE[:3])))
    assert found.organizer == (CalendarUser(address, name) if address else None)


def test_who_wrote_on_behalf_of_the_organizer() -> None:
    line = 'ORGANIZER;SENT-BY="mailto:pa@x.example":mailto:boss@x.example'
    event = only(calendar(*vevent(*TIMES, line, base=BASE[:3])))
    assert (event.sent_by, event.organizer) == (
        "pa@x.example", CalendarUser("boss@x.example", sent_by="pa@x.example"),
    )  # fmt: skip
    assert only(message(*TIMES)).sent_by == ""


def test_attendees_as_the_rfc_has_them() -> None:
    given = (
        "ATTENDEE:mailto:a@x.example",
        "ATTENDEE;ROLE=REQ_PARTICIPANT;PARTSTAT=MAYBE;RSVP=false;CUTYPE=X-ROBOT;CN=\u202eB:mailto:b@x.example",
        "ATTENDEE;ROLE=chair;PARTSTAT=accepted;RSVP=true;CUTYPE=resource:mailto:c@x.example",
        "ATTENDEE:urn:uuid:nobody",
    )
    assert only(calendar(*vevent(*TIMES, *given, base=BASE[:3]))).attendees == (
        Attendee("a@x.example", rsvp=False),
        Attendee("b@x.example", "B", rsvp=False, cutype="UNKNOWN"),
        Attendee("c@x.example", "", "CHAIR", "ACCEPTED", True, "RESOURCE"),
    )


def test_what_is_not_known_of_status_and_transp() -> None:
    event = only(message(*TIMES, "STATUS:PERHAPS", "TRANSP:transparent"))
    assert (event.status, event.transp) == ("", "TRANSPARENT")
    assert only(message(*TIMES, "STATUS:confirmed", "TRANSP:x")).status == "CONFIRMED"


@pytest.mark.parametrize("stamp", ["DTSTAMP:", "DTSTAMP:now", "X:1"])
def test_a_dtstamp_that_is_none(stamp: str) -> None:
    assert only(calendar(*vevent(*TIMES, stamp, base=(BASE[0], ROOM)))).dtstamp is None


def test_a_dtstamp_without_its_z() -> None:
    event = only(calendar(*vevent(*TIMES, "DTSTAMP:20261120T010203", base=(BASE[0], ROOM))))
    assert event.dtstamp == datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)


def test_the_head_alone_is_cut_off() -> None:
    assert code("\r\n".join(HEAD).encode()) == "unreadable"
