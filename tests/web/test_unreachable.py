"""Whom mail does not reach is seen at the desk, and at the booking by its booker and by staff (D32)."""

import pytest
import time_machine
from sqlalchemy import select, update

from booking.actions.book import book
from booking.extensions import db
from booking.models import Attendee
from booking.rules.requests import Invited
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.web.pages import signed_in

BOB, KIM, SUZUKI = "staff@example.jp", "kim@example.kr", "suzuki@example.jp"
WHY = "550 &lt;no&gt; such mailbox"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def booking() -> int:
    guests = (Invited("li@example.tw", "Li <b>"), Invited(SUZUKI, "Suzuki"))
    made = book(wish(span(2, "10:00", "11:00"), attendees=guests), by=person(KIM), now=NOW).id
    lost = {"unreachable_at": NOW, "unreachable_why": "550 <no> such mailbox"}
    db.session.execute(update(Attendee).where(Attendee.email == "li@example.tw").values(lost))
    db.session.commit()
    return made


def test_the_desk_lists_them_with_why(app, booking):
    bob = signed_in(app, BOB)
    page = bob.get("/desk?lang=en").text
    assert "Mail does not reach 1 person of a booking to come" in page
    assert "Li &lt;b&gt;" in page and "li@example.tw" in page and WHY in page
    with time_machine.travel(at(2, "11:00"), tick=False):
        assert "Mail does not reach" not in bob.get("/desk?lang=en").text, "it is over"


@pytest.mark.parametrize(("who", "shown"), [(BOB, True), (KIM, True), (SUZUKI, False)])
def test_the_booking_says_it_beside_the_person(app, booking, who, shown):
    page = signed_in(app, who).get(f"/reservations/{booking}?lang=en").text
    assert "Li &lt;b&gt;" in page and page.count("Mail does not reach them.") == shown
    assert (WHY in page) == shown


def test_of_others_nothing_is_said(app, booking):
    db.session.execute(update(Attendee).values(unreachable_at=None))
    db.session.commit()
    assert db.session.scalar(select(Attendee.unreachable_why).where(Attendee.email == "li@example.tw"))
    bob = signed_in(app, BOB)
    assert "Mail does not reach" not in bob.get("/desk?lang=en").text
    assert "Mail does not reach" not in bob.get(f"/reservations/{booking}?lang=en").text
