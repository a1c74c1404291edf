"""An earlier booking as the beginning of a new one."""

import re

import pytest

from booking import clock
from booking.actions.approve import approve
from booking.actions.book import book
from booking.rules.requests import BookedFor, Invited
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.web.booking_posts import ALICE, BOB, CAROL, CHARLIE, bookings, the_booking
from tests.web.pages import post, signed_in

FIELD = re.compile(r'<(?:input|textarea|select)[^>]*name="([^"]+)"')


@pytest.fixture
def centre(app, monkeypatch):
    factories.house()
    monkeypatch.setattr(clock, "now", lambda: at(9, "12:00"))


def filled(page: str) -> dict[str, str]:
    """What a browser would post as it stands."""
    found = dict(re.findall(r'<input(?=[^>]*name="([^"]+)")(?=[^>]*value="([^"]*)")(?![^>]*checkbox)', page))
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', inside)
        found[name] = chosen[1] if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S):
        found[name] = text.strip()
    found["spaces"] = re.search(r'<input(?=[^>]*checked)(?=[^>]*name="spaces")[^>]*value="([^"]+)"', page)[1]
    return found


def test_all_but_the_day_is_there_and_can_be_sent_as_it_is(app, centre):
    guest = (Invited("li@example.tw", "李", "zh_Hant"),)
    more = {"title": "商談", "second_title": "Talks", "description": "Two\nlines", "headcount": 4}
    first = book(wish(equipment={"projector": 1}, attendees=guest, **more), by=person(ALICE), now=NOW).id
    alice = signed_in(app, ALICE)
    assert f'href="/reservations/{first}/copy"' in alice.get(f"/reservations/{first}").text
    fields = filled(alice.get(f"/reservations/{first}/copy").text)
    assert fields["starts_on"] == "2026-12-16"  # the next Wednesday
    fields.pop("csrf_token")
    assert post(alice, "/reservations", **fields).status_code == 303
    made = the_booking()
    assert made.id != first and made.occurrences[0].interval == span(16, "10:00", "11:00")
    assert (made.title, made.second_title, made.headcount) == ("商談", "Talks", 4)
    assert made.description == "Two\nlines" and made.answers == {"purpose": "talks"}
    assert [(need.equipment_type.slug, need.quantity) for need in made.equipment] == [("projector", 1)]
    assert {one.email for one in made.attendees} == {ALICE, "li@example.tw"}
    assert made.continues_id is None and bookings() == 2


def test_a_booking_to_come_is_copied_to_the_week_after_it(app, centre):
    first = book(wish(span(18, "10:00", "11:00")), by=person(ALICE), now=NOW).id
    assert filled(signed_in(app, CAROL).get(f"/reservations/{first}/copy").text)["starts_on"] == "2026-12-25"


def test_staff_book_again_for_the_same_person(app, centre):
    li = BookedFor("李", "Acme", "li@example.tw", "+886 1", "zh_Hant", reading="Li")
    first = book(wish(booked_for=li), by=person(BOB), now=NOW).id
    fields = filled(signed_in(app, BOB).get(f"/reservations/{first}/copy").text)
    told = {name: fields[f"booked_for-{name}"] for name in ("name", "reading", "company", "email", "phone")}
    assert told == {"name": "李", "reading": "Li", "company": "Acme", "email": li.email, "phone": "+886 1"}
    assert fields["booked_for-locale"] == "zh_Hant"


def test_a_stranger_finds_nothing_to_copy(app, centre):
    first = book(wish(), by=person(ALICE), now=NOW).id
    assert signed_in(app, CHARLIE).get(f"/reservations/{first}/copy").status_code == 404
    assert app.test_client().get(f"/reservations/{first}/copy").location.startswith("/sign-in")


def test_a_copy_waits_too_while_the_companys_first_request_waits(app, monkeypatch):
    """What another space let in without asking anybody is no approval of this one."""
    factories.house(approval="first_booking", approval_for="overseas")
    monkeypatch.setattr(clock, "now", lambda: at(9, "12:00"))
    kim = person(CHARLIE)
    hall = book(wish(span(16, "10:00", "11:00"), spaces=("hall",), answers={}), by=kim, now=NOW)
    assert hall.status == "confirmed"
    first = book(wish(span(16, "14:00", "15:00")), by=kim, now=NOW)
    assert first.status == "tentative"
    browser, first_id = signed_in(app, CHARLIE), first.id
    assert copy_of(browser, first_id).status == "tentative"
    approve(first_id, by=person(BOB), now=NOW)
    assert copy_of(browser, first_id, "16:00", "17:00").status == "confirmed"


def copy_of(browser, reservation_id, begins="14:00", ends="15:00"):
    fields = filled(browser.get(f"/reservations/{reservation_id}/copy").text)
    fields.pop("csrf_token")
    assert post(browser, "/reservations", **fields | {"begins": begins, "ends": ends}).status_code == 303
    return the_booking()
