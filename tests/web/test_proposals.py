"""What is proposed stands on the booking's page and on the desk, and is decided there by one click."""

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.propose import Wish, propose
from booking.extensions import db
from booking.models import Attendee, Proposal
from booking.rules.requests import Invited
from tests import factories
from tests.actions.dates import KIM, SATO, STAFF, SUZUKI, WEEKLY, made, on, times
from tests.factories import NOW
from tests.web.pages import Queries, post, signed_in

LI = "li@example.in"
QUERIES = 29


@pytest.fixture(autouse=True)
def house(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


def proposed(interval=None, day: int = 3, whole: bool = False, **more) -> tuple[int, int]:
    """A booking and what is proposed for its first date."""
    number = made(on(day), attendees=(Invited(LI, "李", "en"),), **more)
    who = db.session.scalars(select(Attendee.id).filter_by(reservation_id=number, email=LI)).one()
    wish = Wish(interval or on(4), f"2026-12-{day:02}T10:00:00", whole, "After <b>lunch</b>")
    return number, propose(who, wish, now=NOW, door="mail")


def status() -> str:
    db.session.rollback()
    return db.session.scalars(select(Proposal.status)).one()


@pytest.mark.parametrize("who", [SATO, STAFF])
def test_it_stands_on_the_page_and_one_click_accepts_it(app, who):
    number, proposal = proposed()
    browser = signed_in(app, who)
    page = browser.get(f"/reservations/{number}?lang=en").text
    assert "proposes another time:" in page and "After &lt;b&gt;lunch&lt;/b&gt;" in page
    assert "Accept, and move the meeting" in page and status() == "open"
    done = post(browser, f"/proposals/{proposal}/acceptance", page=f"/reservations/{number}")
    assert (done.status_code, done.location) == (303, f"/reservations/{number}")
    assert (status(), times(number)) == ("accepted", ["12-04 10:00-11:00"])
    page = browser.get(f"/reservations/{number}?lang=en").text
    assert "The change is made." in page and "Accept, and move" not in page
    assert "accepted another time that was proposed." in page and "李 proposed another time." in page


@pytest.mark.parametrize("back", ["", "desk"])
def test_it_is_declined_with_a_reason(app, back):
    number, proposal = proposed()
    browser = signed_in(app, STAFF)
    page = browser.get("/desk?lang=en").text
    assert "Other times proposed" in page and "After &lt;b&gt;lunch&lt;/b&gt;" in page
    done = post(browser, f"/proposals/{proposal}/decline", page="/desk", reason="Closed then", back=back)
    assert (done.status_code, done.location) == (303, "/desk" if back else f"/reservations/{number}")
    assert (status(), times(number)) == ("declined", ["12-03 10:00-11:00"])
    page = browser.get("/desk?lang=en").text
    assert "Other times proposed" not in page and "Declined. Whoever proposed it" in page


@pytest.mark.parametrize(
    "interval, code, told",
    [(on(4, "20:00", "21:00"), 422, "is open"), (on(4), 409, "is taken from 10:00 to 11:00")],
)
def test_what_is_in_the_way_is_told_with_what_is_free(app, interval, code, told):
    made(on(4), KIM)
    number, proposal = proposed(interval)
    browser = signed_in(app, SATO)
    browser.get("/account?lang=en")
    refused = post(
        browser, f"/proposals/{proposal}/acceptance?lang=en", page=f"/reservations/{number}?lang=en"
    )
    assert refused.status_code == code and "Free instead" in refused.text
    assert "Accept, and move the meeting" in refused.text and status() == "open"


def test_a_series_that_moves_as_a_whole(app):
    number, proposal = proposed(whole=True, rrule=WEEKLY)
    browser = signed_in(app, SATO)
    assert "for all dates to come" in browser.get(f"/reservations/{number}?lang=en").text
    post(browser, f"/proposals/{proposal}/acceptance", page=f"/reservations/{number}")
    assert times(number)[:2] == ["12-04 10:00-11:00", "12-11 10:00-11:00"]


def test_others_decide_nothing(app):
    number, proposal = proposed()
    for who, code in ((SUZUKI, 403), (KIM, 404)):
        browser = signed_in(app, who)
        for verb in ("acceptance", "decline"):
            assert post(browser, f"/proposals/{proposal}/{verb}").status_code == code
    page = signed_in(app, SUZUKI).get(f"/reservations/{number}?lang=en").text
    assert "proposes another time:" in page and "Accept, and move" not in page
    assert status() == "open"


def test_there_is_no_such_proposal_or_no_such_way(app):
    _, proposal = proposed()
    browser = signed_in(app, SATO)
    assert post(browser, "/proposals/999/acceptance").status_code == 404
    assert browser.get(f"/proposals/{proposal}/acceptance").status_code == 405
    assert browser.post(f"/proposals/{proposal}/acceptance").status_code == 400
    assert post(browser, f"/proposals/{proposal}/decline", reason="x" * 1001).status_code == 422
    post(browser, f"/proposals/{proposal}/decline")
    assert post(browser, f"/proposals/{proposal}/acceptance").status_code == 409


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_as_often_for_three_as_for_one(app, rows):
    for n in range(rows):
        proposed(on(15 + n), day=8 + n)
    bob = signed_in(app, STAFF)
    bob.get("/desk")
    db.session.remove()
    with Queries() as queries:
        page = bob.get("/desk?lang=en").text
    assert page.count("proposes another time:") == rows
    assert queries.count == QUERIES
