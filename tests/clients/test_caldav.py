"""A real Thunderbird finds the spaces over CalDAV, and books, changes and calls off in them."""

import pytest
from sqlalchemy import select

from booking.actions.book import book
from booking.extensions import db
from booking.models import Question, Reservation, Resource
from booking.rules.secrets import REALM
from tests.clients.conftest import KIM, ONE_PROGRAM
from tests.dav.apps import CalendarApp
from tests.factories import NOW, person, span, wish
from tests.serving import served

pytestmark = list(ONE_PROGRAM)


@pytest.fixture
def calendars(app, kim, desk):
    """By slug, as Thunderbird found them."""
    desk.now = NOW
    db.session.query(Question).delete()
    db.session.scalars(select(Resource).filter_by(slug="hall")).one().names = {"ko": "강당", "en": "Hall"}
    db.session.commit()
    secret = CalendarApp(app, KIM).secret
    with served(app) as address:
        found = kim.run("dav_connect", f"{address}/", KIM, secret, REALM)
        yield {one["address"].rstrip("/").rpartition("/")[2]: one for one in found}
        kim.run("forget_calendars")


def bookings() -> list[tuple[str, str]]:
    db.session.rollback()
    return [
        (one.title, one.status) for one in db.session.scalars(select(Reservation).order_by(Reservation.id))
    ]


def test_spaces_are_found_and_booked(calendars, kim):
    assert set(calendars) == {"room", "hall", "desk-1", "desk-2"}
    assert calendars["hall"]["name"] == "강당" and not calendars["hall"]["read_only"]
    hall = calendars["hall"]["id"]
    assert kim.run("dav_dates", hall) == []
    assert kim.run("dav_add", hall, "Talks", "20261202T010000Z", "20261202T020000Z")
    assert bookings() == [("Talks", "confirmed")]
    kim.run("dav_edit", hall, "Talks", "More talks")
    assert bookings() == [("More talks", "confirmed")]
    assert kim.run("dav_dates", hall) == [["20261202T010000Z", "More talks", None]]
    kim.run("dav_edit", hall, "More talks", "")
    assert bookings() == [("More talks", "cancelled")] and kim.run("dav_dates", hall) == []


def test_what_is_taken_does_not_stay_in_the_calendar(calendars, kim):
    hall = calendars["hall"]["id"]
    book(wish(span(2, "10:00", "11:00"), spaces=("hall",), answers={}), by=person("sato@example.jp"), now=NOW)
    assert not kim.run("dav_add", hall, "Clash", "20261202T013000Z", "20261202T023000Z")
    ((starts, title, _),) = kim.run("dav_dates", hall)
    assert starts == "20261202T010000Z" and title != "Clash"
    assert len(bookings()) == 1


def test_what_waits_for_staff_is_tentative(calendars, kim):
    db.session.scalars(select(Resource).filter_by(slug="room")).one().policy.approval = "always"
    db.session.commit()
    room = calendars["room"]["id"]
    assert kim.run("dav_add", room, "Please", "20261202T010000Z", "20261202T020000Z")
    assert kim.run("dav_dates", room) == [["20261202T010000Z", "Please", "TENTATIVE"]]
