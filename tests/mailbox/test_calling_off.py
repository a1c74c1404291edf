"""A client calls off a meeting to which rooms of ours were invited."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from booking.extensions import db
from booking.models import Message, Policy
from tests import factories
from tests.factories import NOW
from tests.mailbox.invites import SETTINGS, Post, came, english, event, the_booking, written

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def settings_of_app():
    return SETTINGS


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    english("kim@example.kr")


@pytest.fixture
def post(app):
    return Post(app)


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
