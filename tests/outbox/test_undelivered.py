"""Whom mail does not reach: marked, told to who can mend it, listed (D32)."""

import pytest
from sqlalchemy import select

from booking.actions.reply import reply
from booking.actions.undelivered import came_back, mark_unreachable
from booking.extensions import db
from booking.jobs.tick import deliver_due, tell_of_undelivered
from booking.models import Attendee, AuditEntry, Message
from booking.permissions import THE_CLOCK
from booking.queries.undelivered import unreachable
from booking.rules.links import message_of
from tests.factories import NOW
from tests.outbox.test_deliver import LI, MINUTE, at, confirmed


@pytest.fixture
def settings_of_app():
    return {"BOUNCE_ADDRESS": "bounce@rooms.example"}


def attendee(email: str) -> Attendee:
    return db.session.scalars(select(Attendee).filter_by(email=email)).one()


def invitation(email: str) -> Message:
    wanted = {"recipient": email, "kind": "invitation"}
    return db.session.scalars(select(Message).filter_by(**wanted)).one()


def mails(kind: str) -> list[str]:
    found = db.session.scalars(select(Message.recipient).filter_by(kind=kind).order_by(Message.recipient))
    return list(found)


def test_a_mail_has_an_envelope_that_names_it(server, app):
    confirmed()
    deliver_due(NOW)
    local, _, domain = server.envelopes[LI].partition("@")
    assert domain == "rooms.example" and local.startswith("bounce+")
    assert message_of(local.removeprefix("bounce+"), ["tests"]) == invitation(LI).id


def test_without_an_address_for_it_mail_comes_from_the_centre(server, app):
    app.config["BOUNCE_ADDRESS"] = ""
    confirmed()
    deliver_due(NOW)
    assert server.envelopes[LI] == app.config["MAIL_FROM"]


def test_a_guest_who_is_not_reached_is_told_to_the_booker_once(server):
    server.refused[LI] = "550 no such mailbox"
    confirmed()
    deliver_due(NOW)
    assert tell_of_undelivered(NOW + MINUTE) == 1
    assert tell_of_undelivered(NOW + MINUTE) == 0
    assert mails("undelivered") == ["kim@example.kr"] and mails("undelivered_staff") == []
    found = attendee(LI)
    assert (found.unreachable_at, found.unreachable_why) == (NOW + MINUTE, "550 no such mailbox")
    assert [one.email for one in unreachable(NOW)] == [LI]
    db.session.remove()
    deliver_due(NOW + MINUTE)
    text = server.mails()[-1].get_body(("plain",)).get_content()
    assert "550 no such mailbox" in text and LI in text


def test_a_booker_who_is_not_reached_is_told_to_staff(server):
    server.refused["kim@example.kr"] = "550 no such mailbox"
    confirmed()
    deliver_due(NOW)
    assert tell_of_undelivered(NOW + MINUTE) == 1
    assert mails("undelivered") == [] and mails("undelivered_staff") == [
        "admin@example.jp",
        "staff@example.jp",
    ]


def test_what_comes_back_later_is_the_same(server):
    confirmed()
    deliver_due(NOW)
    row = invitation(LI).id
    assert came_back(row, "552 full", now=NOW) and not came_back(row, "552 full", now=NOW)
    assert tell_of_undelivered(NOW + MINUTE) == 1
    assert attendee(LI).unreachable_why == "552 full"
    actions = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions[-1] == "unreachable"


def test_who_answers_is_reached_after_all(server):
    confirmed()
    deliver_due(NOW)
    came_back(invitation(LI).id, "552 full", now=NOW)
    tell_of_undelivered(NOW)
    reply(attendee(LI).id, partstat="ACCEPTED", now=NOW)
    assert attendee(LI).unreachable_at is None and list(unreachable(NOW)) == []


def test_nobody_is_told_of_a_meeting_that_is_over(server):
    server.refused[LI] = "550 no such mailbox"
    confirmed()
    deliver_due(NOW)
    assert tell_of_undelivered(at(2, "11:00")) == 0
    assert mark_unreachable(attendee(LI).id, by=THE_CLOCK, now=at(2, "11:00")) is None
    assert list(unreachable(at(2, "11:00"))) == []
