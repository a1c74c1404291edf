"""Staff set when people are reminded, and see what was said of a booking."""

import html

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.book import book
from booking.extensions import db
from booking.models import Resource
from booking.rules.requests import Invited
from tests import factories
from tests.factories import NOW, person, wish
from tests.web.pages import post, signed_in

STAFF = "staff@example.jp"


@pytest.fixture
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


def own(slug: str) -> list[int] | None:
    db.session.rollback()
    return db.session.scalars(select(Resource).filter_by(slug=slug)).one().policy.reminders


def save(browser, path: str, **data):
    """With the hours that stand, as the page shows them."""
    hours = {f"hours_{day}": "08:45-17:30" for day in range(1, 6)} if path.endswith("centre") else {}
    return post(browser, path, page=path, step="save", **hours, **data)


def test_a_space_has_its_own_or_none_or_the_centres(app, centre):
    browser, path = signed_in(app, STAFF), "/admin/policies/of/room"
    page = html.unescape(browser.get(path).text)
    assert "As the centre: 1 day, 1 hour" in page and 'name="reminders" value="10080"' in page
    kept = {"setup_time": "15"}
    assert save(browser, path, **kept, whose_reminders="own", reminders=["30", "15"]).status_code == 303
    assert own("room") == [30, 15] and 'value="30" checked' in browser.get(path).text
    assert save(browser, path, **kept, whose_reminders="own").status_code == 303 and own("room") == []
    assert save(browser, path, **kept, whose_reminders="", reminders=["30"]).status_code == 303
    assert own("room") is None


def test_what_cannot_be_set_is_told(app, centre):
    browser, path = signed_in(app, STAFF), "/admin/policies/of/room"
    refused = save(browser, path, setup_time="15", whose_reminders="own", reminders=["1"])
    assert refused.status_code == 422 and "Must be from 5 to 10080." in refused.text and own("room") is None


def test_only_staff_see_what_was_said_of_a_booking(app, centre):
    guests = (Invited("li@example.tw", "Li"),)
    made = book(wish(attendees=guests), by=person("kim@example.kr"), now=NOW, answer=lambda one: one.id)
    page = signed_in(app, STAFF).get(f"/reservations/{made}?lang=en").text
    listed = page.partition('id="mails"')[2].partition("</details>")[0]
    assert listed.count("li@example.tw") == 3 and listed.count("kim@example.kr") == 3
    assert "Invitation" in listed and listed.count("Reminder") == 4 and "Waiting to be sent" in listed
    assert 'id="mails"' not in signed_in(app, "kim@example.kr").get(f"/reservations/{made}").text
