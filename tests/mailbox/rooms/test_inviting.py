"""Inviting the room books it, by the same desk as everybody's; and the room answers."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from booking.actions.book import book
from booking.actions.confirming import confirm_by_link
from booking.extensions import db
from booking.mailbox.turns import handle_due
from booking.models import Blackout, InboundMessage, Message, Reservation, User
from booking.rules.confirming import Confirmation
from booking.rules.requests import BookedFor
from tests import factories
from tests.actions.dates import ruled
from tests.factories import NOW, at, person, span, wish
from tests.mailbox.invites import (
    HALL,
    KIM,
    came,
    event,
    sent_by,
    the_booking,
    written,
)

LI = "li@example.tw"


def bookings() -> list[Reservation]:
    db.session.rollback()
    return list(db.session.scalars(select(Reservation).order_by(Reservation.id)))


def test_a_room_that_is_invited_is_booked_and_says_so(app, post):
    row = came(app, written(event("A@kim", rooms=["Hall@Rooms.example"], sequence=None)))
    booking = the_booking()
    assert (row.status, row.outcome, row.reservation_id) == ("done", "booked", booking.id)
    assert (booking.uid, booking.organised_by, booking.organizer) == ("A@kim", "client", KIM)
    assert (booking.title, booking.door, booking.status) == ("Talks", "mail", "confirmed")
    assert [space.slug for space in booking.spaces] == ["hall"]
    (date,) = booking.occurrences
    assert (date.starts_at, date.ends_at) == (at(2, "10:00"), at(2, "11:00"))
    assert [(one.email, one.role) for one in booking.attendees] == [(KIM, "CHAIR")]
    (answer,) = post.answers()
    assert answer.partstat == "ACCEPTED" and "hall is booked for this meeting." in answer.text
    mail = answer.mail
    assert mail["From"] == "Our room <Hall@Rooms.example>" and mail["To"] == KIM
    assert mail["Auto-Submitted"] == "auto-replied" and mail["In-Reply-To"] == "<one@example.kr>"
    assert answer.calendar["ATTENDEE"] == "mailto:Hall@Rooms.example"
    assert answer.calendar["ORGANIZER"] == f"mailto:{KIM}" and answer.calendar["SEQUENCE"] == 0
    assert answer.calendar["UID"] == "A@kim"


def test_nobody_whom_the_client_invited_hears_of_us(app, post):
    came(app, written(event()))
    post.mails(now=NOW)
    assert {row.recipient for row in db.session.scalars(select(Message))} == {KIM}


def test_the_same_message_again_changes_and_answers_nothing(app, post):
    came(app, written(event()))
    assert len(post.answers()) == 1
    row = came(app, written(event(), head=["X-Way: another"]))
    assert (row.outcome, row.reservation_id) == ("same_message", the_booking().id)
    assert post.answers() == []


def test_a_slot_that_is_taken_is_declined_with_other_times(app, post):
    taken = wish(span(2, "10:00", "11:00"), spaces=("hall",), answers={})
    book(taken, by=person("sato@example.jp"), now=NOW)
    row = came(app, written(event()))
    assert (row.status, row.outcome, row.reservation_id) == ("done", "not_booked", None)
    assert len(bookings()) == 1
    (answer,) = post.answers()
    assert answer.partstat == "DECLINED"
    assert "could not be booked" in answer.text and "taken" in answer.text
    assert "http://localhost/reservations/new?space=" in answer.text
    assert "could not be booked" in answer.calendar["COMMENT"]


def test_a_rule_that_is_broken_is_told(app, post):
    came(app, written(event("a", "20261202T230000", "20261203T000000")))
    (answer,) = post.answers()
    assert answer.partstat == "DECLINED" and "outside the opening hours" in answer.text
    assert bookings() == []


def test_what_needs_approval_is_tentative(app, post):
    ruled("hall", approval="always")
    came(app, written(event()))
    (answer,) = post.answers()
    assert answer.partstat == "TENTATIVE" and "Our staff will decide" in answer.text
    assert the_booking().status == "tentative"
    kinds = {row.kind for row in db.session.scalars(select(Message).filter_by(recipient="staff@example.jp"))}
    assert kinds == {"to_approve"}


def of_li(room: str, uid: str, day: int = 2) -> bytes:
    hour = (f"202612{day:02}T100000", f"202612{day:02}T110000")
    return written(event(uid, *hour, rooms=[room], organizer=LI), sender=LI)


def confirmed(app, number: int, **answers: str) -> InboundMessage:
    """By a click, with who they are."""
    said = Confirmation(BookedFor("李", email=LI, locale="en", tzid="Asia/Taipei"), answers)
    confirm_by_link(number, said, now=NOW)
    with time_machine.travel(NOW, tick=False):
        handle_due(app.config, "me")
    db.session.rollback()
    return db.session.get_one(InboundMessage, number)


def test_who_has_no_account_gets_no_link_to_a_page_that_needs_one(app, post):
    assert confirmed(app, came(app, of_li("hall@rooms.example", "h")).id).outcome == "booked"
    (answer,) = post.answers(LI)
    assert answer.partstat == "ACCEPTED" and "/reservations/" not in answer.text


def test_who_has_no_account_answers_the_questions_of_the_space_before_it_is_booked(app, post):
    asked = came(app, of_li("hall@rooms.example", "h"))
    post.mails(LI)
    confirmed(app, asked.id)
    post.answers(LI)
    row = came(app, of_li("room@rooms.example", "r", day=3), "room@rooms.example")
    assert (row.status, row.outcome) == ("held", "held_unanswered")
    (asked,) = post.mails(LI)
    assert "スペースに関する質問にご回答ください" in asked.get_body(("plain",)).get_content()
    assert confirmed(app, row.id, purpose="talks").outcome == "booked"
    assert [one.partstat for one in post.answers(LI)] == ["ACCEPTED"]


def test_a_question_of_the_centre_is_asked_afterwards(app, post):
    came(app, written(event(rooms=["room@rooms.example"])))
    booking = the_booking()
    (date,) = booking.occurrences
    assert (date.status, date.waiting_for) == ("tentative", "applicant") and date.asks
    first, second = post.mails()
    texts = [mail.get_body(("plain",)).get_content() for mail in (first, second)]
    assert any("Purpose" in text and f"/reservations/{booking.id}" in text for text in texts)
    assert {mail["Subject"].partition(":")[0] for mail in (first, second)} == {
        "A question about your request", "Accepted tentatively",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        (written(event(), passed=False), ("held", "held_not_proven")),
        (written(event(), sender="li@example.tw"), ("refused", "sender_is_another")),
        (written(event(organizer="li@example.tw"), sender="li@example.tw"), ("held", "held_unknown")),
        (written(event(), head=["List-Id: <all.example.kr>"]), ("ignored", "automatic")),
    ],
)
def test_who_is_not_believed_or_known_books_nothing(app, post, raw, outcome):
    row = came(app, raw)
    assert (row.status, row.outcome) == outcome
    held, sender = row.status == "held", row.sender
    assert bookings() == []
    asked = [mail for mail in post.mails(sender) if "/confirm/" in mail.get_body(("plain",)).get_content()]
    assert len(asked) == held and not post.answers()


def test_a_program_may_send_it_for_somebody(app, post):
    came(app, written(event(), head=["Auto-Submitted: auto-generated"]))
    assert [answer.partstat for answer in post.answers()] == ["ACCEPTED"]


def test_somebody_may_write_for_the_organizer(app, post):
    boss = "boss@example.kr"
    came(app, written(sent_by(KIM, event(organizer=boss))))
    assert the_booking().organizer == boss
    (answer,) = post.answers(boss)
    assert answer.calendar["ORGANIZER"].params["SENT-BY"] == f"mailto:{KIM}"


def test_nobody_writes_for_an_organizer_of_another_domain(app, post):
    victim = "victim@elsewhere.example"
    row = came(app, written(sent_by(KIM, event(organizer=victim))))
    assert (row.status, row.outcome) == ("refused", "sender_is_another")
    assert post.mails(victim) == [] and not db.session.scalars(select(Reservation)).all()


def test_one_room_answers_once_by_whatever_addresses(app, post):
    rooms = [
        "Hall@rooms.example",
        *(f"hall+{n}@rooms.example" for n in range(30)),
        "rooms+hall@rooms.example",
    ]
    came(app, written(event(rooms=rooms)))
    (answer,) = post.answers()
    assert (answer.partstat, answer.calendar["ATTENDEE"]) == ("ACCEPTED", "mailto:Hall@rooms.example")
    row = came(app, written(event(rooms=["hall+again@rooms.example"]), head=["X-Again: 1"]))
    assert row.outcome == "same_message" and post.mails() == []


def test_what_is_refused_as_a_whole_is_answered_once(app, post):
    date = ("a@kim", "20261210T100000", "20261210T110000", "RECURRENCE-ID;TZID=Asia/Tokyo:20261209T100000")
    rooms = ["hall@rooms.example", "hall+b@rooms.example"]
    whole = event("a@kim", "20261202T100000", "20261202T110000", "RRULE:FREQ=WEEKLY", rooms=rooms)
    row = came(app, written(whole, event(*date, rooms=rooms)))
    assert row.outcome == "not_booked"
    assert [(one.partstat, one.date) for one in post.answers()] == [("DECLINED", "")]


def test_more_rooms_than_a_centre_would_have_are_not_read(app):
    db.session.add_all([factories.space(f"cell-{n}") for n in range(51)])
    db.session.commit()
    row = came(app, written(event(rooms=[f"cell-{n}@rooms.example" for n in range(51)])))
    assert (row.status, row.outcome, row.told) == ("refused", "too_many_rooms", {"most": 50})


def test_where_no_room_is_invited_nothing_is_booked(app, post):
    row = came(app, written(event(rooms=["x@rooms.example"])), "calendar@rooms.example")
    assert (row.status, row.outcome) == ("ignored", "no_room")


def test_the_envelope_names_the_room_where_no_attendee_does(app, post):
    came(app, written(event(rooms=[])), HALL)
    (answer,) = post.answers()
    assert answer.calendar["ATTENDEE"] == f"mailto:{HALL}"


def test_an_event_without_length_is_declined(app, post):
    came(app, written(event("a", "20261202T100000", "20261202T100000")))
    (answer,) = post.answers()
    assert answer.partstat == "DECLINED" and bookings() == []


def test_a_whole_day_is_answered_as_days(app, post):
    lines = [line.replace(";TZID=Asia/Tokyo:", ";VALUE=DATE:") for line in event("a", "20261202", "20261203")]
    came(app, written(lines))
    (answer,) = post.answers()
    assert answer.partstat == "DECLINED" and "outside the opening hours" in answer.text
    assert answer.calendar["DTSTART"].to_ical() == b"20261202"


def closed_on_the_second() -> None:
    db.session.add(Blackout(starts_at=at(2, "00:00"), ends_at=at(2, "23:00"), reason={"en": "Snow"}))
    db.session.commit()


def prepared_before_the_next() -> None:
    ruled("hall", setup_time=timedelta(minutes=30))
    taken = wish(span(2, "09:00", "10:00"), spaces=("hall",), answers={})
    book(taken, by=person("sato@example.jp"), now=NOW)


@pytest.mark.parametrize(
    ("before", "hours", "why"),
    [
        (closed_on_the_second, ("20261202T100000", "20261202T110000"), "Closed at that time: Snow"),
        (lambda: None, ("20261202T200000", "20261202T210000"), "outside the opening hours"),
        (prepared_before_the_next, ("20261202T100000", "20261202T110000"), "taken"),
    ],
    ids=["a closed day", "out of hours", "time to set up"],
)
def test_whatever_was_in_the_way_other_times_are_offered_by_both_clocks(app, post, before, hours, why):
    db.session.execute(update(User).where(User.email == KIM).values(tzid="Asia/Taipei"))
    db.session.commit()
    before()
    came(app, written(event("a@kim", *hours)))
    (answer,) = post.answers()
    assert answer.partstat == "DECLINED" and why in answer.text
    offered = answer.text.partition("These times are free.")[2].split("\r\n")
    times = [line for line in offered if "(Tokyo)" in line]
    assert len(times) >= 3 and all("(Tokyo) / " in line and "(Taipei)" in line for line in times)
    assert len(post.proposed) == 1


def plain_mail(*fields: str, sender: str = KIM) -> bytes:
    head = [f"Authentication-Results: mx.example.com; dmarc=pass header.from={sender.partition('@')[2]}"]
    head += [f"From: {sender}", "To: hall@rooms.example", "Subject: A room?", "Message-ID: <q@example.kr>"]
    return "\r\n".join([*head, *fields, "", "Is the hall free on Friday?", ""]).encode()


def test_who_asks_a_room_in_words_is_told_how_to_invite_it(app, post):
    row = came(app, plain_mail())
    assert (row.status, row.outcome) == ("ignored", "no_calendar")
    came(app, plain_mail("X-Again: 1"))
    (mail,) = post.mails()
    assert mail["Subject"] == "How to book a space by mail: A room?"
    assert mail["In-Reply-To"] == "<q@example.kr>" and "\r\nhall@rooms.example\r\n" in mail.get_content()


@pytest.mark.parametrize(
    "raw",
    [
        plain_mail("In-Reply-To: <other@example.kr>"),
        plain_mail("Auto-Submitted: auto-replied"),
        plain_mail(sender="li@example.tw"),
        plain_mail().replace(b"dmarc=pass", b"dmarc=fail"),
    ],
    ids=["an answer", "a machine", "a stranger", "not proven"],
)
def test_no_other_mail_in_words_is_answered(app, post, raw):
    assert came(app, raw).outcome == "no_calendar" and post.mails() == []


@pytest.mark.parametrize("zone", ["Mars/Crater", ""])
def test_who_cannot_be_read_is_told_why_once_a_day(app, post, zone):
    lines = [line.replace("TZID=Asia/Tokyo", f"TZID={zone}" if zone else "X-NONE=1") for line in event()]
    row = came(app, written(lines))
    assert row.status == "refused"
    came(app, written(lines, head=["X-Again: 1"]))
    (mail,) = post.mails()
    assert mail["Subject"] == "Your invitation could not be read: an invitation"
    assert mail["In-Reply-To"] == "<one@example.kr>" and mail.get_content_type() == "text/plain"
    assert "time zone" in mail.get_content() and "/reservations/new" in mail.get_content()


@pytest.mark.parametrize(
    "values", [{"passed": False}, {"sender": "li@example.tw"}, {"head": ["Auto-Submitted: auto-generated"]}]
)
def test_nobody_else_is_told(app, post, values):
    lines = [line.replace("TZID=Asia/Tokyo", "TZID=Mars") for line in event()]
    assert came(app, written(lines, **values)).status == "refused" and post.mails() == []


def test_other_times_are_offered_though_the_centre_has_questions(app, post):
    book(wish(span(2, "10:00", "11:00")), by=person("sato@example.jp"), now=NOW)
    came(app, written(event(rooms=["room@rooms.example"])))
    (answer,) = post.answers()
    assert "reservations/new?space=hall" in answer.text and "reservations/new?space=room" in answer.text


def test_who_is_not_read_for_too_many_rooms_is_told_why(app, post):
    db.session.add_all([factories.space(f"cell-{n}") for n in range(51)])
    db.session.commit()
    came(app, written(event(rooms=[HALL, *(f"cell-{n}@rooms.example" for n in range(51))])))
    (mail,) = post.mails()
    assert "more than 50 spaces" in mail.get_content()


def test_what_cannot_be_read_is_told_once_a_day_by_the_centres_clock(app, post):
    broken = written(event(), head=["Content-Language: ja"]).replace(b"TZID=Asia/Tokyo", b"TZID=Mars")
    for n, now in enumerate((NOW, at(1, "23:59"), at(2, "00:00"))):
        row = came(app, broken.replace(b"one@", b"%d@" % n), now=now)
        assert (row.status, row.outcome) == ("refused", "unknown_zone")
    rows = db.session.scalars(select(Message).filter_by(kind="not_read").order_by(Message.id)).all()
    assert [row.key[-10:] for row in rows] == ["2026-12-01", "2026-12-02"]
    assert {(row.recipient, row.locale) for row in rows} == {(KIM, "en")}


@pytest.mark.parametrize("hour", ["10", "03"])
def test_rooms_answer_in_the_language_of_the_account_before_that_of_the_mail(app, post, hour):
    times = (f"20261202T{hour}0000", f"20261202T{hour}3000")
    came(app, written(event("l@kim", *times), head=["Content-Language: ja"]))
    told = db.session.scalars(select(Message).filter_by(kind="room_answer")).all()
    assert {(row.recipient, row.locale) for row in told} == {(KIM, "en")}
