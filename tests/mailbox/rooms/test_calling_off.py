"""A client calls off a meeting to which rooms of ours were invited."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from booking.actions.confirming import confirm_by_link
from booking.extensions import db
from booking.mailbox.turns import handle_due
from booking.models import InboundMessage, Message, Policy, Reservation
from booking.rules.confirming import Confirmation
from tests.factories import NOW
from tests.mailbox.invites import HALL, ROOM, came, event, sent_by, the_booking, written

LATER = NOW + timedelta(minutes=5)


def off(app, *lines: str, sender: str = "kim@example.kr", **values):
    raw = written(
        event("a@kim", "20261202T100000", "20261202T110000", *lines, **values), method="CANCEL", sender=sender
    )
    return came(app, raw, now=LATER)


def test_it_is_called_off_without_an_answer(app, post):
    came(app, written(event()))
    post.answers()
    row = off(app, stamp="20261201T000100Z")
    booking = the_booking()
    assert (row.status, row.outcome, row.reservation_id) == ("done", "called_off", booking.id)
    assert booking.status == "cancelled"
    assert post.mails(now=LATER) == []


def test_what_is_not_booked_is_let_be(app, post):
    row = off(app)
    assert (row.status, row.outcome) == ("ignored", "unknown_meeting")


def confirmed(app, number: int) -> InboundMessage:
    """By a click, and handled."""
    confirm_by_link(number, Confirmation(), now=LATER)
    with time_machine.travel(LATER, tick=False):
        handle_due(app.config, "me")
    db.session.rollback()
    return db.session.get_one(InboundMessage, number)


@pytest.mark.parametrize("proven", [True, False])
def test_what_was_called_off_while_it_was_held_is_not_booked_by_a_later_click(app, post, proven):
    held = came(app, written(event(), passed=False))
    assert held.status == "held"
    raw = written(event(stamp="20261201T000100Z"), method="CANCEL", passed=proven)
    assert came(app, raw, now=LATER).outcome == "unknown_meeting"
    row = confirmed(app, held.id)
    assert (row.status, row.outcome) == ("ignored", "called_off_before")
    assert not db.session.scalars(select(Reservation.id)).all()


def test_a_proven_invitation_that_its_cancellation_overtook_books_nothing(app, post):
    off(app, stamp="20261201T000100Z")
    row = came(app, written(event()), now=LATER)
    assert (row.status, row.outcome) == ("ignored", "called_off_before")
    row = came(app, written(event(sequence=1, stamp="20261201T000200Z")), now=LATER)
    assert row.outcome == "booked"


def test_a_calling_off_that_is_not_proven_stops_no_proven_invitation(app, post):
    raw = written(event(stamp="20261201T000100Z"), method="CANCEL", passed=False)
    came(app, raw)
    assert came(app, written(event()), now=LATER).outcome == "booked"


def test_a_room_to_which_it_was_called_off_is_not_booked_with_the_others(app, post):
    held = came(app, written(event(rooms=(HALL, ROOM)), passed=False))
    raw = written(event(stamp="20261201T000100Z", rooms=(HALL, ROOM)), method="CANCEL")
    came(app, raw, ROOM, now=LATER)
    assert confirmed(app, held.id).outcome == "booked"
    assert [space.slug for space in the_booking().spaces] == ["hall"]


SERIES = ("a@kim", "20261202T100000", "20261202T110000", "RRULE:FREQ=DAILY;COUNT=3")


def date_off(app, day: int, *to: str, sender: str = "kim@example.kr", passed: bool = True, **values):
    """One date of the series is called off."""
    hour = (f"202612{day:02}T100000", f"202612{day:02}T110000")
    name = f"RECURRENCE-ID;TZID=Asia/Tokyo:{hour[0]}"
    gone = event("a@kim", *hour, name, stamp="20261201T000100Z", **values)
    return came(app, written(gone, method="CANCEL", sender=sender, passed=passed), *to, now=LATER)


def days() -> list[int]:
    return [one.starts_at.day for one in the_booking().occurrences if one.status == "confirmed"]


@pytest.mark.parametrize("proven", [True, False])
def test_a_date_called_off_while_its_series_was_held_is_not_booked_with_it(app, post, proven):
    held = came(app, written(event(*SERIES), passed=False))
    row = date_off(app, 3, passed=proven)
    assert (row.status, row.outcome) == ("ignored", "unknown_meeting")
    post.mails()
    assert confirmed(app, held.id).outcome == "booked"
    assert days() == [2, 4]
    (answer,) = post.answers(now=LATER)  # the client has taken the date out of its calendar itself
    assert (answer.partstat, answer.date) == ("ACCEPTED", "")


def test_several_dates_of_one_message_and_one_that_had_moved(app, post):
    moved = ("a@kim", "20261203T140000", "20261203T150000", "RECURRENCE-ID;TZID=Asia/Tokyo:20261203T100000")
    held = came(app, written(event(*SERIES), event(*moved), passed=False))
    off = [
        event("a@kim", f"202612{day}T100000", f"202612{day}T110000", name, stamp="20261201T000100Z")
        for day in ("03", "04")
        for name in [f"RECURRENCE-ID;TZID=Asia/Tokyo:202612{day}T100000"]
    ]
    came(app, written(*off, method="CANCEL"), now=LATER)
    assert confirmed(app, held.id).outcome == "booked" and days() == [2]


def test_a_date_that_is_said_anew_later_is_booked(app, post):
    date_off(app, 3)
    assert came(app, written(event(*SERIES, sequence=1)), now=LATER).outcome == "booked"
    assert days() == [2, 3, 4]


def test_a_date_called_off_for_one_of_two_rooms_stays_in_the_other(app, post):
    held = came(app, written(event(*SERIES, rooms=(HALL, ROOM)), passed=False))
    date_off(app, 3, ROOM, rooms=(HALL, ROOM))
    assert confirmed(app, held.id).outcome == "booked"
    places = {one.starts_at.day: [space.slug for space in one.spaces] for one in the_booking().occurrences}
    assert places == {2: ["hall", "room"], 3: ["hall"], 4: ["hall", "room"]}


AIDE = "aide@example.kr"


@pytest.mark.parametrize(
    ("sender", "passed", "outcome"),
    [
        (AIDE, True, "called_off_before"),
        (AIDE, False, "booked"),
        ("li@example.tw", True, "booked"),
    ],
    ids=["who writes for the organizer", "who says so without proof", "a stranger"],
)
def test_another_address_calls_off_what_is_held_only_where_it_speaks_for_the_organizer(
    app, post, sender, passed, outcome
):
    held = came(app, written(event(), passed=False))
    gone = sent_by(sender, event(stamp="20261201T000100Z"))
    row = came(app, written(gone, method="CANCEL", sender=sender, passed=passed), now=LATER)
    assert (row.status, row.outcome) == ("ignored", "unknown_meeting")
    assert confirmed(app, held.id).outcome == outcome


@pytest.mark.parametrize("sender", [AIDE, "li@example.tw"])
def test_another_address_that_is_not_proven_is_not_even_asked_about_a_booking(app, post, sender):
    came(app, written(event()))
    post.mails()
    gone = sent_by(sender, event(stamp="20261201T000100Z"))
    row = came(app, written(gone, method="CANCEL", sender=sender, passed=False), now=LATER)
    assert (row.status, row.outcome) == ("refused", "sender_is_another")
    assert the_booking().status == "confirmed" and post.mails(sender, now=LATER) == []


def test_twice_is_once(app, post):
    came(app, written(event()))
    off(app)
    row = off(app, "X-AGAIN:1")
    assert (row.status, row.outcome) == ("ignored", "nothing_left")


def test_a_lower_sequence_is_old(app):
    came(app, written(event(sequence=2)))
    row = off(app, sequence=1)
    assert (row.status, row.outcome) == ("ignored", "older_message") and the_booking().status == "confirmed"


def test_an_invitation_that_comes_after_its_cancellation_books_nothing(app, post):
    came(app, written(event(sequence=1)))
    off(app, sequence=1, stamp="20261201T000200Z")
    row = came(app, written(event(sequence=1, stamp="20261201T000100Z")), now=LATER)
    assert (row.status, row.outcome) == ("ignored", "older_message")
    assert the_booking().status == "cancelled"


@pytest.mark.parametrize("sender", ["li@example.tw", "sato@example.jp"])
def test_nobody_else_calls_it_off(app, sender):
    came(app, written(event()))
    row = off(app, sender=sender)
    assert (row.status, row.outcome) == ("refused", "sender_is_another")
    assert the_booking().status == "confirmed"


def test_after_the_deadline_the_desk_refuses(app):
    came(app, written(event()))
    db.session.execute(update(Policy).values(cancellation_deadline=timedelta(days=3)))
    db.session.commit()
    row = off(app)
    assert (row.status, row.outcome) == ("refused", "too_late_to_cancel")
    assert the_booking().status == "confirmed"


def test_who_was_to_be_reminded_is_not(app, post):
    came(app, written(event()))
    kinds = select(Message.kind).where(Message.kind == "reminder")
    assert db.session.scalars(kinds).all()
    off(app)
    assert not db.session.scalars(kinds).all()


def test_it_may_be_booked_again_when_it_is_said_anew(app, post):
    came(app, written(event()))
    off(app)
    post.mails()
    row = came(app, written(event(sequence=1, stamp="20261201T001000Z")), now=LATER)
    assert row.outcome == "booked"
    assert [answer.partstat for answer in post.answers(now=LATER)] == ["ACCEPTED"]


def test_what_was_not_said_before_it_was_called_off_is_not_said_any_more(app, post):
    came(app, written(event()))
    off(app)
    assert post.answers() == []
