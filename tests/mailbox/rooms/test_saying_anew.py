"""A client says anew how a meeting is: the same booking moves, or stays and the room says so."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.decline import decline
from booking.actions.withdraw_change import withdraw_change
from booking.extensions import db
from booking.models import Message
from tests.actions.dates import STAFF, ruled, times
from tests.factories import NOW, at, person, span, wish
from tests.mailbox.invites import (
    KIM,
    came,
    colleague,
    event,
    sent_by,
    the_booking,
    written,
)

LATER, MINUTE = NOW + timedelta(minutes=5), timedelta(minutes=3)


def anew(app, starts: str = "14", day: int = 3, *lines: str, now=LATER, **values):
    told = {"sequence": 1, "stamp": "20261201T000500Z"} | values
    times_of_it = (f"202612{day:02}T{starts}0000", f"202612{day:02}T{int(starts) + 1}0000")
    return came(app, written(event("a@kim", *times_of_it, *lines, **told)), now=now)


def taken(day: int, begins: str, ends: str, space: str = "hall") -> None:
    request = wish(
        span(day, begins, ends), spaces=(space,), answers={"purpose": "talks"} if space == "room" else {}
    )
    book(request, by=person("sato@example.jp"), now=NOW)


def test_the_same_booking_moves(app, post):
    came(app, written(event(sequence=None)))
    number = the_booking().id
    post.answers()
    row = anew(app, title="Talks, moved")
    booking = the_booking()
    assert (row.status, row.outcome, row.reservation_id) == ("done", "changed", number)
    assert (booking.id, booking.title, times(number)) == (number, "Talks, moved", ["12-03 14:00-15:00"])
    (answer,) = post.answers(now=LATER)
    assert (answer.partstat, answer.calendar["SEQUENCE"]) == ("ACCEPTED", 1)
    assert answer.calendar["DTSTART"].dt.hour == 14


def test_what_says_nothing_new_is_answered_anew(app, post):
    came(app, written(event()))
    post.answers()
    revision = the_booking().revision
    row = came(app, written(event(stamp="20261201T000300Z")), now=LATER)
    assert row.outcome == "confirmed_again" and the_booking().revision in (revision, revision + 1)
    assert [answer.partstat for answer in post.answers(now=LATER)] == ["ACCEPTED"]


def test_what_is_older_is_let_be(app, post):
    came(app, written(event(sequence=3)))
    post.answers()
    row = anew(app, sequence=2)
    assert (row.status, row.outcome) == ("ignored", "older_message")
    assert times(the_booking().id) == ["12-02 10:00-11:00"] and post.mails(now=LATER) == []


def test_a_time_that_is_taken_leaves_the_old_booking(app, post):
    taken(3, "14:00", "15:00")
    came(app, written(event()))
    post.answers()
    row = anew(app)
    assert (row.outcome, bool(row.reservation_id)) == ("not_booked", True)
    assert times(row.reservation_id) == ["12-02 10:00-11:00"]
    (answer,) = post.answers(now=LATER)
    assert answer.partstat == "DECLINED"
    assert "The booking stands as follows:" in answer.text and "December 2, 2026 10:00–11:00" in answer.text
    anew(app, "10", 2, sequence=2, stamp="20261201T000600Z")
    assert [one.partstat for one in post.answers(now=LATER)] == ["ACCEPTED"]


def test_another_room_in_its_place(app, post):
    came(app, written(event()))
    post.answers()
    anew(app, "10", 2, rooms=["desk-1@rooms.example"])
    booking = the_booking()
    assert [space.slug for space in booking.spaces] == ["desk-1"]
    (answer,) = post.answers(now=LATER)
    assert (answer.calendar["ATTENDEE"], answer.partstat) == ("mailto:desk-1@rooms.example", "ACCEPTED")


def test_a_change_that_needs_approval_waits_beside_the_old_booking(app, post):
    came(app, written(event()))
    post.answers()
    ruled("hall", approval="always")
    anew(app)
    (date,) = the_booking().occurrences
    assert date.pending and date.status == "confirmed"
    (answer,) = post.answers(now=LATER)
    assert answer.partstat == "TENTATIVE" and "Our staff will decide on this change" in answer.text
    approve(the_booking().id, by=person(STAFF), now=LATER + MINUTE)
    (answer,) = post.answers(now=LATER + MINUTE)
    assert answer.partstat == "ACCEPTED" and times(the_booking().id) == ["12-03 14:00-15:00"]


def test_a_change_that_is_not_approved_leaves_the_old_booking(app, post):
    came(app, written(event()))
    ruled("hall", approval="always")
    anew(app)
    post.answers(now=LATER)
    decline(the_booking().id, by=person(STAFF), now=LATER + MINUTE, reason="Cleaning")
    (answer,) = post.answers(now=LATER + MINUTE)
    assert answer.partstat == "DECLINED" and "Cleaning" in answer.text
    assert "The booking stands as follows:" in answer.text and "10:00–11:00" in answer.text


def test_a_change_that_is_withdrawn_leaves_the_old_booking(app, post):
    came(app, written(event()))
    ruled("hall", approval="always")
    anew(app)
    post.answers(now=LATER)
    withdraw_change(the_booking().id, by=person("kim@example.kr"), now=LATER + MINUTE)
    (answer,) = post.answers(now=LATER + MINUTE)
    assert answer.partstat == "DECLINED" and "10:00–11:00" in answer.text


def test_a_room_that_is_left_out_of_all_is_called_off(app, post):
    came(app, written(event()))
    post.answers()
    row = anew(app, "10", 2, rooms=[])
    assert (row.outcome, the_booking().status) == ("called_off", "cancelled")
    assert post.mails(now=LATER) == []


def test_nobody_else_moves_it(app, post):
    came(app, written(event()))
    raw = written(event("a@kim", sequence=5, organizer="sato@example.jp"), sender="sato@example.jp")
    row = came(app, raw, now=LATER)
    assert row.outcome == "not_booked", "another organizer's meeting is another, whatever its UID"
    assert times(the_booking().id) == ["12-02 10:00-11:00"]


def test_who_writes_for_the_organizer_has_to_be_the_booker(app, post):
    came(app, written(event()))
    post.answers()
    ha = "ha@example.kr"
    colleague(ha)
    sent = event("a@kim", "20261203T140000", "20261203T150000", sequence=1)
    row = came(app, written(sent_by(ha, sent), sender=ha), now=LATER)
    assert (row.status, row.outcome) == ("refused", "forbidden")
    assert times(the_booking().id) == ["12-02 10:00-11:00"] and post.mails(now=LATER) == []
    row = came(app, written(sent_by(ha, sent), sender=ha, method="CANCEL"), now=LATER)
    assert (row.status, row.outcome) == ("refused", "forbidden")


def test_after_it_was_declined_another_time_books_anew(app, post):
    ruled("hall", approval="always")
    came(app, written(event()))
    decline(the_booking().id, by=person("staff@example.jp"), now=NOW + timedelta(minutes=1), reason="no")
    assert [one.partstat for one in post.answers()] == ["TENTATIVE", "DECLINED"]
    row = anew(app)
    assert row.outcome == "booked"
    assert [one.partstat for one in post.answers(now=LATER)] == ["TENTATIVE"]


BEGUN, OVER = at(2, "10:05"), at(2, "11:00")


def guest_added(app, now, ends: str = "11", *more: str, **values):
    guest = "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:park@example.kr"
    told = {"sequence": 1, "stamp": "20261202T010400Z"} | values
    return came(
        app, written(event("a@kim", "20261202T100000", f"20261202T{ends}0000", guest, *more, **told)), now=now
    )


def test_news_of_a_running_meeting_are_answered_as_it_stands(app, post):
    came(app, written(event()))
    post.answers()
    row = guest_added(app, BEGUN)
    assert (row.status, row.outcome) == ("done", "confirmed_again")
    assert [one.partstat for one in post.answers(now=BEGUN)] == ["ACCEPTED"]
    assert (
        times(the_booking().id) == ["12-02 10:00-11:00"] and the_booking().invitation.events[""]["sequence"]
    )


def test_a_running_meeting_does_not_become_longer(app, post):
    came(app, written(event()))
    post.answers()
    assert guest_added(app, BEGUN, "13").outcome == "not_booked"
    (answer,) = post.answers(now=BEGUN)
    assert answer.partstat == "DECLINED" and "10:00–11:00" in answer.text
    assert times(the_booking().id) == ["12-02 10:00-11:00"]


def test_a_running_meeting_does_not_become_a_series(app, post):
    came(app, written(event()))
    post.answers()
    assert guest_added(app, BEGUN, "11", "RRULE:FREQ=WEEKLY;COUNT=3").outcome == "not_booked"
    (answer,) = post.answers(now=BEGUN)
    assert answer.partstat == "DECLINED" and times(the_booking().id) == ["12-02 10:00-11:00"]


@pytest.mark.parametrize("rule", [(), ("RRULE:FREQ=DAILY;COUNT=1",)])
def test_news_of_what_is_over_are_not_answered(app, post, rule):
    came(app, written(event("a@kim", "20261202T100000", "20261202T110000", *rule)))
    post.answers()
    row = guest_added(app, OVER, "11", *rule)
    assert (row.status, row.outcome) == ("ignored", "meeting_over") and post.mails(now=OVER) == []


def test_what_is_over_may_be_had_again(app, post):
    came(app, written(event()))
    post.answers()
    row = came(app, written(event("a@kim", "20261204T100000", "20261204T110000", sequence=1)), now=OVER)
    assert row.outcome == "booked" and [one.partstat for one in post.answers(now=OVER)] == ["ACCEPTED"]


def test_the_organizer_moves_what_was_booked_for_them(app, post):
    boss = "boss@example.kr"
    colleague(boss)
    came(app, written(sent_by(KIM, event(organizer=boss))))
    post.mails(boss)
    moved = event("a@kim", "20261203T140000", "20261203T150000", sequence=1, organizer=boss)
    row = came(app, written(moved, sender=boss), now=LATER)
    assert (row.status, row.outcome) == ("done", "changed")
    assert [one.partstat for one in post.answers(boss, LATER)] == ["ACCEPTED"]
    assert times(the_booking().id) == ["12-03 14:00-15:00"] and the_booking().contact_email == KIM
    assert came(app, written(moved, sender=boss, method="CANCEL"), now=LATER).outcome == "called_off"


def test_an_answer_that_does_not_arrive_is_no_fault_of_the_bookers_address(app):
    boss = "boss@example.kr"
    came(app, written(sent_by(KIM, event(organizer=boss))))
    came(app, written(event("b@kim", "20261203T100000", "20261203T110000")))
    sent = select(Message.recipient, Message.attendee_id).where(Message.kind == "room_answer")
    of_boss, of_kim = db.session.execute(sent.order_by(Message.id)).all()
    assert tuple(of_boss) == (boss, None)
    assert of_kim.recipient == KIM and of_kim.attendee_id
