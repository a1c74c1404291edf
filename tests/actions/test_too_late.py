"""What is over, called off or run out stays so, whoever looked at it before."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.actions.answer import answer
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.reply import reply
from booking.actions.send_back import send_back
from booking.errors import WrongState
from booking.extensions import db
from booking.models import Attendee, Occurrence
from booking.rules.requests import Invited
from tests import factories
from tests.factories import NOW, person, span, wish

SATO, STAFF = "sato@example.jp", "staff@example.jp"


def test_an_invitation_is_answered_only_while_the_meeting_stands(app):
    factories.house()
    guests = (Invited("li@example.in", "Li"),)
    booking = book(wish(attendees=guests), by=person(SATO), now=NOW).id
    attendee_id = db.session.scalar(select(Attendee.id).filter_by(email="li@example.in"))
    ends_at = span(2, "10:00", "11:00").ends_at
    reply(attendee_id, partstat="TENTATIVE", now=ends_at - timedelta(seconds=1))
    with pytest.raises(WrongState):
        reply(attendee_id, partstat="ACCEPTED", now=ends_at)
    cancel(booking, by=person(SATO), now=NOW)
    with pytest.raises(WrongState):
        reply(attendee_id, partstat="ACCEPTED", now=NOW)
    db.session.rollback()
    assert db.session.scalar(select(Attendee.partstat).filter_by(email="li@example.in")) == "TENTATIVE"


def test_a_request_that_ran_out_is_not_revived(app):
    """Although no tick has noted it yet (D15)."""
    factories.house(approval="always", approval_for="everybody")
    booking = book(wish(span(22, "10:00", "11:00")), by=person(SATO), now=NOW).id
    send_back(booking, by=person(STAFF), now=NOW, question="Who comes?")
    due_at = db.session.scalar(select(Occurrence.expires_at))
    for late in (due_at, span(22, "10:00", "11:00").starts_at):
        with pytest.raises(WrongState):
            answer(booking, by=person(SATO), now=late, description="", answers={})
    made = answer(booking, by=person(SATO), now=due_at - timedelta(seconds=1), description="", answers={})
    assert made.occurrences[0].waiting_for == "staff"
