"""What becomes of a client's booking later is answered anew, by the rooms that were invited."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from booking import clock
from booking.actions.answer import answer as answer_question
from booking.actions.approve import approve
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.decline import decline
from booking.actions.expire import expire
from booking.actions.send_back import send_back
from booking.actions.undo import undo
from booking.errors import Invalid
from booking.extensions import db
from booking.models import Message
from booking.permissions import THE_CLOCK
from booking.queries.resending import why_not
from booking.rules.requests import Edit, Invited
from tests.actions.dates import STAFF, ruled
from tests.factories import NOW, at, person, span
from tests.mailbox.invites import KIM, came, event, the_booking, written
from tests.web.pages import signed_in

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def asked(app, post) -> int:
    """A request that staff decide, answered tentatively."""
    ruled("hall", approval="always")
    came(app, written(event(sequence=4)))
    (first,) = post.answers()
    assert first.partstat == "TENTATIVE"
    return the_booking().id


@pytest.fixture
def booked(app, post) -> int:
    came(app, written(event()))
    post.answers()
    return the_booking().id


def test_approved(asked, post):
    approve(asked, by=person(STAFF), now=LATER)
    (answer,) = post.answers(now=LATER)
    assert (answer.partstat, answer.calendar["SEQUENCE"]) == ("ACCEPTED", 4)
    assert answer.calendar["DTSTAMP"].dt == LATER and answer.mail["In-Reply-To"] == "<one@example.kr>"


def test_declined_with_the_reason(asked, post):
    decline(asked, by=person(STAFF), now=LATER, reason="Works in the house")
    (answer,) = post.answers(now=LATER)
    assert answer.partstat == "DECLINED" and "Works in the house" in answer.text
    assert "could not be approved" in answer.text and "reservations/new?space=" in answer.text
    assert "Works in the house" in answer.calendar["COMMENT"]


def test_returned_with_a_question_in_words_alone(asked, post):
    send_back(asked, by=person(STAFF), now=LATER, question="Who comes?")
    (mail,) = post.mails(now=LATER)
    assert mail["Subject"].startswith("A question about your request")
    assert {part.get_content_type() for part in mail.iter_parts()} == {"text/plain", "text/html"}


def test_expired(asked, post):
    expire(asked, by=THE_CLOCK, now=at(2, "10:00"))
    (answer,) = post.answers(now=at(2, "10:00"))
    assert answer.partstat == "DECLINED" and "expired" in answer.text


def test_cancelled_by_staff(booked, post):
    cancel(booked, by=person(STAFF), now=LATER, reason="Snow")
    (answer,) = post.answers(now=LATER)
    assert answer.partstat == "DECLINED" and "has been cancelled" in answer.text and "Snow" in answer.text


def test_moved_by_staff(booked, post):
    change(booked, Edit(interval=span(3, "10:00", "11:00")), by=person(STAFF), now=LATER)
    (answer,) = post.answers(now=LATER)
    assert answer.partstat == "DECLINED" and "is not booked for the time" in answer.text
    assert "December 3, 2026 10:00–11:00" in answer.text
    assert answer.calendar["DTSTART"].dt == at(2, "10:00")
    change(
        booked, Edit(interval=span(2, "10:00", "11:00")), by=person(STAFF), now=LATER + timedelta(minutes=3)
    )
    assert [one.partstat for one in post.answers(now=LATER + timedelta(minutes=3))] == ["ACCEPTED"]


def test_another_title_is_nothing_to_answer(booked, post):
    change(booked, Edit(title="Sommerfest"), by=person(STAFF), now=LATER)
    assert post.mails(now=LATER) == []


def test_what_is_undone_before_it_is_said_is_never_said(asked, post):
    staff = replace(person(STAFF), undo_for=timedelta(minutes=1))
    approve(asked, by=staff, now=LATER)
    undo(asked, by=staff, now=LATER + timedelta(seconds=20))
    assert post.mails(now=LATER + timedelta(minutes=5)) == []
    approve(asked, by=person(STAFF), now=LATER + timedelta(minutes=10))
    assert [one.partstat for one in post.answers(now=LATER + timedelta(minutes=10))] == ["ACCEPTED"]


def test_the_questions_of_the_centre_are_answered(app, post):
    came(app, written(event(rooms=["room@rooms.example"])))
    assert len(post.mails()) == 2
    number = the_booking().id
    answer_question(number, by=person(KIM), now=LATER, description="", answers={"purpose": "talks"})
    assert the_booking().status == "confirmed"
    assert [one.partstat for one in post.answers(now=LATER)] == ["ACCEPTED"]


def test_after_the_questions_staff_decide_where_they_have_to(app, post):
    ruled("room", approval="always")
    came(app, written(event(rooms=["room@rooms.example"])))
    assert len(post.mails()) == 2
    answer_question(the_booking().id, by=person(KIM), now=LATER, description="", answers={"purpose": "talks"})
    (date,) = the_booking().occurrences
    assert (date.status, date.waiting_for) == ("tentative", "staff")
    assert post.mails(now=LATER) == []


def test_the_questions_were_not_answered_in_time(app, post):
    came(app, written(event(rooms=["room@rooms.example"])))
    post.mails()
    expire(the_booking().id, by=THE_CLOCK, now=at(2, "10:00"))
    (answer,) = post.answers(now=at(2, "10:00"))
    assert answer.partstat == "DECLINED" and "expired" in answer.text


def test_an_answer_that_is_true_no_more_is_not_sent_late(asked, post):
    approve(asked, by=person(STAFF), now=LATER)
    yes = select(Message).where(Message.status == "waiting", Message.kind == "room_answer")
    assert why_not(db.session.scalars(yes).all(), LATER) == {}
    db.session.execute(update(Message).where(Message.status == "waiting").values(status="failed"))
    db.session.commit()
    cancel(asked, by=person(STAFF), now=LATER)
    failed = db.session.scalars(
        select(Message).where(Message.status == "failed", Message.kind == "room_answer")
    ).all()
    assert set(why_not(failed, LATER).values()) == {"mail_outdated"}


def test_its_people_are_invited_only_by_its_organizer(app, booked, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    with pytest.raises(Invalid) as refused:
        change(booked, Edit(attendees=(Invited("li@example.tw"),)), by=person(KIM), now=LATER)
    assert [rule.code for rule in refused.value.rules] == ["client_invites"]
    page = signed_in(app, KIM).get(f"/reservations/{booked}?lang=en")
    assert page.status_code == 200 and "Talks" in page.text
