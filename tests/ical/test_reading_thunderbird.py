"""What Thunderbird 153 itself sent, as organizer and as attendee (tests/data/ical/thunderbird)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.ical.reading import read
from booking.ical.received import Received, Scheduling
from booking.ical.vevent import Attendee, CalendarUser
from tests.ical.examples import DATA

TOKYO = ZoneInfo("Asia/Tokyo")
ALICE = CalendarUser("alice@example.com", "Alice")
ROOM = Attendee("room-a@rooms.example.org", "Room A", "NON-PARTICIPANT", "NEEDS-ACTION", True, "ROOM")
FIRST = datetime(2026, 12, 15, 14, tzinfo=TOKYO)
SIX = "FREQ=WEEKLY;COUNT=6"
JANUARY = datetime(2027, 1, 12, 14, tzinfo=TOKYO)
REPLIES = sorted(path.name for path in (DATA / "thunderbird").glob("reply_*.ics"))
WITHOUT_TIMES = "reply_v12_unknown_tz_no_vtimezone.ics"
OTHER_ORGANIZERS = {
    "reply_v07_organizer_differs_from_From.ics": CalendarUser("boss@other.example", "Boss"),
    "reply_v25_sent_by.ics": CalendarUser("boss@rooms.example.org", "Boss", "rooms@rooms.example.org"),
}
DATES = {
    "reply_s2_move_one.ics": (
        1, datetime(2026, 12, 22, 10, tzinfo=TOKYO), datetime(2026, 12, 23, 9, tzinfo=TOKYO),
    ),
    "reply_s4_thisandfuture.ics": (
        3, datetime(2027, 1, 12, 10, tzinfo=TOKYO), datetime(2027, 1, 12, 16, tzinfo=TOKYO),
    ),
}  # fmt: skip


def sent(name: str) -> Scheduling:
    return read((DATA / "thunderbird" / name).read_bytes())


@pytest.mark.parametrize(
    ("name", "method", "uid", "sequence", "tzid", "starts_at", "rrule", "recurrence_at"),
    [
        ("0_new_REQUEST", "REQUEST", "tb-org-1", 0, "Asia/Tokyo", FIRST, "", None),
        ("1_reschedule_REQUEST", "REQUEST", "tb-org-1", 1, "UTC", FIRST + timedelta(hours=1), "", None),
        ("2_delete_CANCEL", "CANCEL", "tb-org-1", 1, "UTC", FIRST + timedelta(hours=1), "", None),
        ("3_series_REQUEST", "REQUEST", "tb-org-2", 0, "Asia/Tokyo", FIRST, SIX, None),
        ("4_move-one_series_REQUEST", "REQUEST", "tb-org-2", 1, "Asia/Tokyo", FIRST, SIX, None),
        ("5_cancel-one_CANCEL", "CANCEL", "tb-org-2", 1, "Asia/Tokyo", JANUARY, "", JANUARY),
    ],
)  # fmt: skip
def test_as_organizer(name, method, uid, sequence, tzid, starts_at, rrule, recurrence_at):  # type: ignore
    found = sent(f"{name}.ics")
    assert (found.method, found.uid, found.organizer) == (method, uid, ALICE)
    [event] = found.events
    assert (event.sequence, event.tzid, event.status) == (sequence, tzid, "")
    assert (event.starts_at, event.ends_at) == (starts_at, starts_at + timedelta(hours=1))
    assert (event.rrule, event.recurrence_at) == (rrule, recurrence_at)
    assert (event.summary, event.location) == ("四半期会議", "Room A")
    assert event.attendees[1:] == (ROOM,)
    assert event.dtstamp and event.dtstamp.isoformat().startswith("2026-11-23T20:50:4")


@pytest.mark.parametrize("name", REPLIES)
def test_as_attendee(name: str) -> None:
    found = sent(name)
    [event] = found.events
    assert found.method == "REPLY"
    assert found.organizer == OTHER_ORGANIZERS.get(name, CalendarUser("rooms@rooms.example.org", "Rooms"))
    assert event.attendees == (Attendee("alice@example.com", "Alice", partstat="ACCEPTED"),)
    _at_its_time(name, event)


def _at_its_time(name: str, event: Received) -> None:
    sequence, recurrence_at, starts_at = DATES.get(name, (0, None, datetime(2026, 12, 1, 10, tzinfo=TOKYO)))
    assert (event.sequence, event.recurrence_at) == (sequence, recurrence_at)
    assert event.starts_at == (None if name == WITHOUT_TIMES else starts_at)


def test_there_are_as_many_as_were_sent() -> None:
    assert len(REPLIES) == 13


def test_a_series_answered() -> None:
    [event] = sent("reply_s1_series.ics").events
    assert event.rrule == "FREQ=WEEKLY;COUNT=10;BYDAY=TU"
    assert event.exdates == (datetime(2026, 12, 8, 10, tzinfo=TOKYO),)


def test_texts_of_two_thousand_characters() -> None:
    [event] = sent("reply_v16_cjk_folded_char_safe.ics").events
    assert set(event.description) == {"会", "議"} and len(event.description) == 800
