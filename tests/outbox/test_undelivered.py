"""Whom mail does not reach: marked, told to who can mend it, listed (D32)."""

import pytest
from sqlalchemy import select

from booking.actions.change import change
from booking.actions.messages import retry_message
from booking.actions.reply import reply
from booking.actions.undelivered import came_back, mark_unreachable
from booking.extensions import db
from booking.jobs.tick import deliver_due, tell_of_undelivered
from booking.models import Attendee, AuditEntry, Message
from booking.permissions import THE_CLOCK
from booking.queries.undelivered import unreachable
from booking.rules.links import message_of
from booking.rules.requests import Edit
from tests.factories import NOW, person
from tests.outbox.test_deliver import LI, MINUTE, RAO, at, confirmed


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


def lost(server) -> int:
    """Li's invitation, which did not arrive; kim was told."""
    server.refused[LI] = "550 no such mailbox"
    confirmed()
    deliver_due(NOW)
    tell_of_undelivered(NOW)
    deliver_due(NOW)
    del server.refused[LI]
    return invitation(LI).id


def test_what_is_sent_again_and_arrives_reaches_them(server):
    failed = lost(server)
    retry_message(failed, by=person("staff@example.jp"), now=NOW + MINUTE)
    assert attendee(LI).unreachable_at == NOW
    db.session.rollback()
    assert deliver_due(NOW + MINUTE) == {"sent": 1}
    assert (attendee(LI).unreachable_at, attendee(LI).unreachable_why) == (None, "")
    assert tell_of_undelivered(NOW + MINUTE) == 0 and list(unreachable(NOW)) == []


def test_as_long_as_one_that_failed_is_left_nothing_is_known(server):
    lost(server)
    booking = attendee(LI).reservation_id
    change(booking, Edit(title="Other talks"), by=person("kim@example.kr"), now=NOW + MINUTE)
    assert deliver_due(NOW + MINUTE)["sent"] == 3 and attendee(LI).unreachable_at == NOW


def test_two_at_once_are_both_told_of(server):
    server.refused |= {LI: "550 no such mailbox", RAO: "550 no such mailbox"}
    confirmed()
    deliver_due(NOW)
    assert tell_of_undelivered(NOW) == 2 and mails("undelivered") == ["kim@example.kr"] * 2


def test_what_staff_have_open_is_still_the_present(server):
    lost(server)
    seen = attendee(LI).reservation
    assert seen.revision == 2, "the request and its approval"


def test_nobody_is_told_of_a_meeting_that_is_over(server):
    server.refused[LI] = "550 no such mailbox"
    confirmed()
    deliver_due(NOW)
    assert tell_of_undelivered(at(2, "11:00")) == 0
    assert mark_unreachable(attendee(LI).id, by=THE_CLOCK, now=at(2, "11:00")) is None
    assert list(unreachable(at(2, "11:00"))) == []
