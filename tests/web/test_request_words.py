"""What pages say of a request: who hears of its change, how many dates it has, and until when it is held."""

import html
from datetime import timedelta

import pytest

from booking import clock
from booking.actions.book import book
from booking.actions.send_back import send_back
from tests import factories
from tests.actions.dates import ruled
from tests.factories import NOW, person, span, wish
from tests.web.booking_posts import ALICE, BOB, CHARLIE
from tests.web.pages import post, signed_in

WEEKLY = "FREQ=WEEKLY;COUNT=4"


@pytest.fixture(autouse=True)
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


def english(browser, path):
    return html.unescape(browser.get(f"{path}?lang=en").text)


def changed(browser, number):
    """The page after another title was confirmed."""
    browser.get("/account?lang=en")
    fields = {
        "revision": "1", "scope": "all", "recurrence_id": "", "spaces": "room", "title": "Other",
        "starts_on": "2026-12-02", "begins": "10:00", "ends": "11:00", "answers-purpose": "talks",
        "step": "confirm",
    }  # fmt: skip
    assert post(browser, f"/reservations/{number}/change", **fields).status_code == 303
    return english(browser, f"/reservations/{number}")


def test_of_a_request_only_the_booker_hears(app):
    ruled("room", approval="always")
    number = book(wish(), by=person(ALICE), now=NOW).id
    page = changed(signed_in(app, ALICE), number)
    assert "The change is made. The booker will be told by mail." in page and "Everybody invited" not in page


def test_of_a_booking_everybody_hears(app):
    number = book(wish(), by=person(ALICE), now=NOW).id
    assert "The change is made. Everybody invited will be told by mail." in changed(
        signed_in(app, ALICE), number
    )


def test_a_date_that_was_skipped_is_not_counted(app):
    book(wish(span(9, "10:00", "11:00")), by=person(CHARLIE), now=NOW)
    ruled("room", max_skipped=2, max_skipped_percent=50)
    number = book(wish(rrule=WEEKLY, on_conflict="skip"), by=person(ALICE), now=NOW).id
    alice, bob = signed_in(app, ALICE), signed_in(app, BOB)
    mine, sheet = f"/reservations/{number}", f"/reservations/{number}/sheet"
    for page in (english(alice, mine), english(alice, "/reservations"), bob.get(f"{sheet}?in=en").text):
        assert "Every week on Wednesday, 3 times" in page and "4 times" not in page


def test_midnight_is_told_as_the_end_of_its_day(app):
    ruled("room", approval="always", answer_within_days=3)
    number = book(wish(span(16, "10:00", "11:00")), by=person(ALICE), now=NOW).id
    send_back(number, by=person(BOB), now=NOW + timedelta(minutes=1), question="Who comes?")
    for browser, path in ((signed_in(app, ALICE), f"/reservations/{number}"), (signed_in(app, BOB), "/desk")):
        assert "Fri, Dec 4, 2026 24:00" in english(browser, path)
