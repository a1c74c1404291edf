"""An invited person's calendar asks for the invitation again; and what no answer is given to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.extensions import db
from booking.jobs.handlers import Mail
from booking.mail.sender import sender
from booking.models import Message
from booking.rules.requests import Edit
from tests.factories import NOW, person, span
from tests.mailbox.answers import GUESTS, KIM, LI, OURS, booked, event, mail, messages, receive
from tests.mailbox.letters import SERVER
from tests.mailbox.test_date_replies import RULE, edit, request_to

HOUR = timedelta(hours=1)


@pytest.fixture
def settings_of_app():
    return {"AUTHSERV_ID": SERVER, "ORGANIZER_ADDRESS": OURS}


def sent() -> int:
    """All that waits; how many messages there are."""
    db.session.execute(db.update(Message).values(status="sent"))
    db.session.commit()
    return len(messages())


def asks(app, now=NOW, who: str = LI, passed: bool = True) -> str:
    line = event(who=f"mailto:{who}", stamp=f"{now:%Y%m%dT%H%M%SZ}")
    return receive(app, mail(line, sender=who, method="REFRESH", passed=passed), now)[1]


@pytest.mark.parametrize("rrule", ["", RULE])
def test_the_newest_invitation_is_sent_again(app, rrule):
    number = booked(rrule=rrule)
    edit(number, title="Talks about prices")
    before, last = sent(), request_to(app)
    assert asks(app, NOW + HOUR) == "refreshed"
    assert len(messages()) == before + 1
    again = request_to(app)
    (old, new) = (one.walk("VEVENT")[0] for one in (last, again))
    assert (again["METHOD"], new["UID"], new["SUMMARY"]) == ("REQUEST", old["UID"], "Talks about prices")
    assert new["SEQUENCE"] == old["SEQUENCE"] and new["DTSTAMP"].dt == old["DTSTAMP"].dt + HOUR
    assert messages()[-1].kind == "invitation"
    assert b"/reply/" in Mail(sender(app.config), None).prepare(messages()[-1], NOW)


def test_the_booker_may_ask_too(app):
    booked()
    sent()
    assert asks(app, who=KIM) == "refreshed" and messages()[-1].recipient == KIM


def test_no_more_than_once_an_hour(app):
    booked()
    codes = [sent() and asks(app, NOW + HOUR * part / 4) for part in (0, 1, 3, 4)]
    assert codes == ["refreshed", "refreshed_already", "refreshed_already", "refreshed"]


def test_what_staff_can_still_take_back_is_not_told_in_this_way(app):
    number = booked()
    before = sent()
    held = replace(person("staff@example.jp"), undo_for=HOUR)
    change(number, Edit(interval=span(2, "13:00", "14:00")), by=held, now=NOW)
    after = len(messages())
    assert after > before and asks(app) == "refreshed_already" and len(messages()) == after


@pytest.mark.parametrize(
    ("who", "passed", "code"),
    [(LI, False, "held_not_proven"), ("eve@example.net", True, "not_invited")],
)
def test_nothing_for_others(app, who, passed, code):
    booked()
    before = sent()
    assert asks(app, who=who, passed=passed) == code
    assert {message.kind for message in messages()[before:]} <= {"confirm"}


def test_nothing_of_what_was_called_off(app):
    number = booked(attendees=GUESTS)
    cancel(number, by=person(KIM), now=NOW)
    assert asks(app) in ("invitation_over", "not_invited")
    assert messages()[-1].kind == "cancelled"


@pytest.mark.parametrize("method", ["ADD", "PUBLISH", "DECLINECOUNTER"])
def test_what_is_only_noted(app, method):
    booked()
    before = len(messages())
    line = event("ACCEPTED", "DTSTART:20261202T010000Z")
    assert receive(app, mail(line, method=method)) == ("ignored", f"{method.lower()}_not_taken")
    assert len(messages()) == before
