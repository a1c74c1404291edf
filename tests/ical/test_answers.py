"""REPLY, COUNTER and DECLINECOUNTER (RFC 5546 3.2.3, 3.2.7, 3.2.8)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given

from booking.ical.answering import echo
from booking.ical.itip import counter, decline_counter, reply
from booking.ical.reading import read
from booking.ical.received import Received
from booking.ical.vevent import Attendee, Event
from tests.ical import libical, rfc5546
from tests.ical.examples import DIFFERENT, SERIES, event, events, kept, lines, names, values
from tests.ical.messages import CUSTOM, NINE, TIMES, ZONES, message, only

NOW = datetime(2026, 11, 21, 4, 5, 6, tzinfo=UTC)
ROOM = Attendee("Support@rooms.example", "Support Room", "NON-PARTICIPANT", "ACCEPTED", False, "ROOM")
WRITERS: dict[str, Callable[[Event], bytes]] = {
    "REPLY": lambda given: reply(replace(given, attendees=(ROOM,))),
    "COUNTER": lambda given: counter(replace(given, attendees=(ROOM,))),
    "DECLINECOUNTER": decline_counter,
}


@pytest.mark.parametrize("method", WRITERS)
@given(given=events)
def test_the_tables_of_rfc_5546(method: str, given: Event) -> None:
    assert rfc5546.complaints(WRITERS[method](given), method) == []


@pytest.mark.parametrize("method", WRITERS)
@given(given=events)
def test_libical_finds_nothing(method: str, given: Event) -> None:
    libical.needed()
    assume(kept(given.summary).strip())  # RFC 5546 lets a SUMMARY be empty, libical drops it
    assert libical.well_founded(WRITERS[method](given)) == []


@pytest.mark.parametrize("name", ["UID", "ORGANIZER", "DTSTAMP"])
@pytest.mark.parametrize("method", WRITERS)
def test_both_checks_find_a_fault(method: str, name: str) -> None:
    libical.needed()
    whole = WRITERS[method](event())
    broken = whole.replace(f"\r\n{name}".encode(), f"\r\nX-{name}".encode())
    assert rfc5546.complaints(broken, method) != [] and libical.well_founded(broken) != []


def test_what_libical_has_wrong_is_still_so() -> None:
    libical.needed()
    said = " ".join(libical.complaints(decline_counter(event())))
    assert "ATTENDEE" in said and "SEQUENCE" in said


def test_an_invitation_accepted() -> None:
    invitation = only(message(*TIMES, "SEQUENCE:2", "DESCRIPTION:private", "LOCATION:x", "TRANSP:OPAQUE"))
    written = reply(echo("1@daejeon.example", invitation, ROOM, NOW, "See you\nthere"))
    assert lines(written)[:5] == [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Silkroom//Silkroom//EN", "CALSCALE:GREGORIAN"),
        "METHOD:REPLY",
    ]
    inside = lines(written)
    assert set(inside[inside.index("BEGIN:VEVENT") :]) == {
        "BEGIN:VEVENT",
        "SUMMARY:Talk",
        "DTSTART;TZID=Asia/Tokyo:20261201T120000",
        "DTEND;TZID=Asia/Tokyo:20261201T130000",
        "DTSTAMP:20261121T040506Z",
        "UID:1@daejeon.example",
        "SEQUENCE:2",
        "ATTENDEE;CN=\"Support Room\";CUTYPE=ROOM;PARTSTAT=ACCEPTED;ROLE=NON-PARTICIPANT;RSVP=FALSE:"
        "mailto:Support@rooms.example",
        "COMMENT:See you\\nthere",
        "ORGANIZER;CN=\"Kim Minjun\":mailto:kim@daejeon.example",
        "END:VEVENT",
        "END:VCALENDAR",
    }  # fmt: skip


def answer(invitation: Received) -> list[str]:
    written = reply(echo("1", invitation, ROOM, NOW))
    libical.needed()
    assert rfc5546.complaints(written, "REPLY") == [] and libical.well_founded(written) == []
    return [line for line in lines(written) if line.startswith(("RECURRENCE-ID", "DTSTART"))][-2:]


@pytest.mark.parametrize(
    ("recurrence_id", "start"),
    [
        ("RECURRENCE-ID;TZID=Asia/Tokyo:20261208T120000", "DTSTART;TZID=Asia/Tokyo:20261209T140000"),
        ("RECURRENCE-ID:20261208T030000Z", "DTSTART:20261209T050000Z"),
    ],
)
def test_one_date_is_named_as_it_was(recurrence_id: str, start: str) -> None:
    invitation = only(message("DTSTART;TZID=Asia/Tokyo:20261209T140000", "DURATION:PT1H", recurrence_id))
    assert sorted(answer(invitation)) == [start, recurrence_id]


def test_whole_days_are_answered_as_days() -> None:
    invitation = only(message("DTSTART;VALUE=DATE:20261201", "RECURRENCE-ID;VALUE=DATE:20261201"))
    assert sorted(answer(invitation)) == ["DTSTART;VALUE=DATE:20261201", "RECURRENCE-ID;VALUE=DATE:20261201"]
    assert names(reply(echo("1", invitation, ROOM, NOW))).count("BEGIN:VTIMEZONE") == 0


@pytest.mark.parametrize(
    ("lines", "answered"),
    [
        (
            ("DTSTART;VALUE=DATE:20261209", "RECURRENCE-ID;TZID=Asia/Tokyo:20261208T120000"),
            ["DTSTART;VALUE=DATE:20261209", "RECURRENCE-ID:20261208T030000Z"],
        ),
        (
            ("DTSTART;TZID=America/New_York:20261208T180000", "RECURRENCE-ID;VALUE=DATE:20261208"),
            ["DTSTART;TZID=America/New_York:20261208T180000", "RECURRENCE-ID;VALUE=DATE:20261208"],
        ),
    ],
)
def test_one_date_of_days_that_has_hours_and_the_other_way_round(
    lines: tuple[str, ...], answered: list[str]
) -> None:
    assert sorted(answer(only(message(*lines)))) == answered


def test_a_zone_of_the_message_alone_is_answered_in_utc() -> None:
    invitation = only(message(f"DTSTART;TZID={CUSTOM}:20261201T120000", zone=NINE))
    assert answer(invitation)[-1] == "DTSTART:20261201T030000Z"


def test_who_writes_on_behalf_of_the_organizer_stays_there() -> None:
    line = 'ORGANIZER;SENT-BY="mailto:pa@x.example":mailto:boss@x.example'
    invitation = only(
        message(*TIMES).replace(b"ORGANIZER;CN=Kim Minjun:mailto:kim@daejeon.example", line.encode())
    )
    assert values(reply(echo("1", invitation, ROOM, NOW)), "ORGANIZER") == [line]


def test_a_series_accepted_but_for_one_date() -> None:
    libical.needed()
    accepted = replace(SERIES, rrule="", exdates=(), attendees=(ROOM,))
    declined = replace(DIFFERENT[1], attendees=(replace(ROOM, partstat="DECLINED"),), comment="Taken")
    written = reply(accepted, [declined])
    assert rfc5546.complaints(written, "REPLY") == [] and libical.well_founded(written) == []
    assert values(written, "RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Asia/Tokyo:20261229T120000"]
    assert [one.split("PARTSTAT=")[1].split(";")[0] for one in values(written, "ATTENDEE")] == [
        "ACCEPTED", "DECLINED",
    ]  # fmt: skip
    assert [one.comment for one in read(written, ZONES).events] == ["", "Taken"]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: reply(event()),
        lambda: reply(event(attendees=())),
        lambda: reply(event(attendees=(replace(ROOM, partstat="NEEDS-ACTION"),))),
        lambda: reply(event(attendees=(ROOM,), organizer=None)),
        lambda: reply(event(attendees=(ROOM,)), [event(attendees=(ROOM,), uid="another")]),
        lambda: reply(event(attendees=(ROOM,)), [event(attendees=(replace(ROOM, address="b@x.example"),))]),
        lambda: counter(event(organizer=None)),
        lambda: decline_counter(event(attendees=())),
        lambda: echo("1", Received(), ROOM, NOW),
    ],
)
def test_no_answer_that_rfc_5546_does_not_have(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError):
        wrong()


def test_another_time_is_proposed() -> None:
    invitation = only(message(*TIMES, "SEQUENCE:2"))
    free = datetime(2026, 12, 1, 6, tzinfo=UTC)
    proposal = replace(
        echo("1", invitation, replace(ROOM, partstat="TENTATIVE"), NOW),
        starts_at=free,
        ends_at=free + timedelta(hours=1),
    )
    written = counter(proposal)
    assert values(written, "DTSTART")[-1] == "DTSTART;TZID=Asia/Tokyo:20261201T150000"
    assert (values(written, "SEQUENCE"), values(written, "METHOD")) == (["SEQUENCE:2"], ["METHOD:COUNTER"])
