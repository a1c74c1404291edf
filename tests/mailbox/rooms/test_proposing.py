"""A room that cannot come proposes another time to the client's calendar (RFC 5546 3.2.7)."""

import pytest

from booking.actions.book import book
from tests.actions.dates import ruled
from tests.factories import NOW, person, span, wish
from tests.mailbox.invites import HALL, KIM, ROOM, came, event, written


def taken(*spaces: str, begins: str = "10:00", ends: str = "11:00") -> None:
    request = wish(span(2, begins, ends), spaces=spaces, answers={})
    book(request, by=person("staff@example.jp"), now=NOW)


def when(answer) -> list[str]:
    return [f"{answer.calendar.decoded(name):%m-%d %H:%M %Z}" for name in ("DTSTART", "DTEND")]


def test_a_room_that_is_taken_proposes_the_nearest_time(app, post):
    taken("hall")
    came(app, written(event("A@kim", sequence=3)))
    (answer,) = post.answers()
    (other,) = post.proposed
    assert answer.partstat == other.partstat == "DECLINED"
    assert when(answer) == ["12-02 10:00 JST", "12-02 11:00 JST"]
    assert when(other) == ["12-02 11:00 JST", "12-02 12:00 JST"]
    assert other.calendar["UID"] == "A@kim" and other.calendar["SEQUENCE"] == 3
    assert other.calendar["ATTENDEE"] == f"mailto:{HALL}" and other.calendar["ORGANIZER"] == f"mailto:{KIM}"
    assert other.calendar["COMMENT"] == (
        "hall cannot be had when this meeting takes place, but it is free at the time proposed here. If that "
        "suits you, accept the proposal in your calendar, or move the meeting there. Nothing is booked until "
        "then."
    )
    assert other.mail["Subject"] == "Another time proposed: Talks (2026-12-02 11:00–12:00)"
    assert other.mail["From"] == f"Our room <{HALL}>" and other.mail["In-Reply-To"] == "<one@example.kr>"
    assert "Asked for\r\nWednesday, December 2, 2026 10:00–11:00 (Tokyo)\r\n\r\nProposed" in other.text
    assert other.calendar.decoded("DTSTAMP") < answer.calendar.decoded("DTSTAMP")


def test_what_is_proposed_is_booked_when_the_meeting_moves_there(app, post):
    taken("hall")
    came(app, written(event()))
    post.answers()
    moved = event("a@kim", "20261202T110000", "20261202T120000", sequence=1)
    came(app, written(moved))
    assert [one.partstat for one in post.answers()] == ["ACCEPTED"] and len(post.proposed) == 1


def test_a_booking_that_cannot_move_stays_and_its_room_proposes(app, post):
    came(app, written(event()))
    post.answers()
    taken("hall", begins="14:00", ends="15:00")
    came(app, written(event("a@kim", "20261202T140000", "20261202T150000", sequence=1)))
    (answer,) = post.answers()
    assert answer.partstat == "DECLINED" and len(post.proposed) == 1
    assert when(post.proposed[0]) == ["12-02 15:00 JST", "12-02 16:00 JST"]


def test_where_the_policy_says_so_it_is_only_declined(app, post):
    ruled("hall", proposes=False)
    taken("hall")
    came(app, written(event()))
    assert [one.partstat for one in post.answers()] == ["DECLINED"] and post.proposed == []


def test_of_two_rooms_one_proposes_for_both(app, post):
    taken("hall")
    came(app, written(event(rooms=[ROOM, HALL])))
    assert [one.partstat for one in post.answers()] == ["DECLINED", "DECLINED"]
    (other,) = post.proposed
    assert other.calendar["ATTENDEE"] == f"mailto:{ROOM}"


@pytest.mark.parametrize("more", [["RRULE:FREQ=DAILY;COUNT=2"], ["RDATE;TZID=Asia/Tokyo:20261203T100000"]])
def test_a_series_has_no_single_time_to_propose(app, post, more):
    taken("hall")
    request = wish(span(3, "10:00", "11:00"), spaces=("hall",), answers={})
    book(request, by=person("staff@example.jp"), now=NOW)
    came(app, written(event("a@kim", "20261202T100000", "20261202T110000", *more)))
    assert {one.partstat for one in post.answers()} == {"DECLINED"} and post.proposed == []


def test_one_date_of_a_series_has(app, post):
    series = event("a@kim", "20261202T100000", "20261202T110000", "RRULE:FREQ=DAILY;COUNT=2")
    came(app, written(series))
    post.answers()
    taken("hall", begins="14:00", ends="15:00")
    date = ("20261202T140000", "20261202T150000", "RECURRENCE-ID;TZID=Asia/Tokyo:20261202T100000")
    came(app, written(event("a@kim", *date, sequence=1)))
    (answer,) = post.answers()
    (other,) = post.proposed
    assert answer.partstat == "DECLINED" and other.date == answer.date == "20261202T100000"
    assert when(other) == ["12-02 15:00 JST", "12-02 16:00 JST"]


def test_a_whole_day_is_not_moved_by_the_hour(app, post):
    taken("hall")
    day = [line for line in event() if not line.startswith(("DTSTART", "DTEND"))]
    day[2:2] = ["DTSTART;VALUE=DATE:20261202", "DTEND;VALUE=DATE:20261203"]
    came(app, written(day))
    assert [one.partstat for one in post.answers()] == ["DECLINED"] and post.proposed == []


def test_the_same_message_again_proposes_nothing_anew(app, post):
    taken("hall")
    came(app, written(event()))
    came(app, written(event(), head=["X-Way: another"]))
    assert len(post.answers()) == len(post.proposed) == 1
