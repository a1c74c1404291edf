"""A closed time over bookings: all of them are moved by one click, and what went where is told."""

import re
from datetime import timedelta

import pytest
import time_machine

from booking.actions.blackouts import Closing, add_blackout
from booking.rules.interval import Interval
from tests import factories
from tests.actions.dates import KIM, SATO, SUZUKI, claims, made, mails, on, ruled, said, times
from tests.factories import NOW, person
from tests.web.pages import post, signed_in

STAFF = "staff@example.jp"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


def closed(interval, slug: str = "room") -> str:
    """The page that lists whom it hits."""
    added = add_blackout(Closing(slug, interval, {}, True), by=person(STAFF), now=NOW)
    return f"/admin/closed-times/hit?{'&'.join(f'id={one}' for one in added.ids)}"


def moved(app, page: str, who: str = STAFF, **more):
    browser = signed_in(app, who)
    shown = re.findall(r'name="occurrence" value="(\d+)"', browser.get(page).text)
    return post(browser, page, page=page, occurrence=shown, **more)


def test_all_who_are_hit_go_elsewhere_and_are_told(app):
    first, second = made(on(3)), made(on(3, "13:00", "14:00"), who=KIM)
    other = made(on(4), who=SUZUKI)
    page = closed(on(3, "09:00", "17:30"))
    assert "See where they would go" in signed_in(app, STAFF).get(page).text
    before = said()
    text = moved(app, page, reason="The floor is painted").text
    assert "2 bookings were moved" in text and "could not be moved" not in text
    assert claims(first, "room", "hall") == [("hall", "12-03 10:00-11:00")]
    assert claims(second, "room", "hall") == [("hall", "12-03 13:00-14:00")]
    assert claims(other, "room") == [("room", "12-04 09:45-11:00")]
    rows = [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in text.split("<tr>")[2:]]
    assert "10:00–11:00" in rows[0] and "room" in rows[0] and "hall" in rows[0]
    assert sorted(who for who, kind, _ in mails(before) if kind == "changed") == [KIM, SATO]
    assert "No booking to come lies in this time." in signed_in(app, STAFF).get(page).text


def test_where_they_would_go_is_shown_before(app):
    first, second = made(on(3)), made(on(3, "13:00", "14:00"), who=KIM)
    page, before = closed(on(3, "09:00", "17:30")), said()
    text = moved(app, page, step="look", reason="The floor is painted").text
    assert "2 bookings find another place. Nothing has been moved yet." in text
    assert (times(first), times(second)) == (["12-03 10:00-11:00"], ["12-03 13:00-14:00"])
    assert claims(first, "hall") == [] and mails(before) == []
    rows = [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in text.split("<tr>")[2:]]
    assert "room" in rows[0] and "hall" in rows[0]
    shown = re.findall(r'name="(occurrence|reason)" value="([^"]*)"', text)
    asked = [value for name, value in shown if name == "occurrence"]
    assert ("reason", "The floor is painted") in shown and "Move 2 bookings" in text
    assert "2 bookings were moved" in post(signed_in(app, STAFF), page, occurrence=asked).text
    assert claims(first, "hall") == [("hall", "12-03 10:00-11:00")]


def test_what_finds_no_place_stays_and_is_told(app):
    """The hall is closed with its desks for longer than one can book ahead, and the room is too small."""
    ruled("hall", max_notice=timedelta(days=30))
    ruled("desk-1", max_notice=timedelta(days=30))
    ruled("desk-2", max_notice=timedelta(days=30))
    large, small = made(on(3), spaces=("hall",), headcount=20), made(on(4), who=KIM)
    page = closed(Interval(NOW, NOW + timedelta(days=60)), "hall")
    text = moved(app, f"{page}&{closed(on(4)).partition('?')[2]}").text
    assert "1 booking was moved" in text and "1 booking could not be moved" in text
    assert claims(large, "hall") == [("hall", "12-03 10:00-11:00")]
    assert times(small) != ["12-04 10:00-11:00"] and claims(small, "hall") == []


def test_a_reload_moves_nothing_twice(app):
    number = made(on(3))
    page = closed(on(3))
    browser = signed_in(app, STAFF)
    shown = re.findall(r'name="occurrence" value="(\d+)"', browser.get(page).text)
    post(browser, page, occurrence=shown)
    after, before = claims(number), said()
    again = post(browser, page, occurrence=shown).text
    assert "There was nothing to move any more." in again
    assert (claims(number), mails(before)) == (after, []) and ("hall", "12-03 10:00-11:00") in after


def test_what_was_not_shown_is_not_moved(app):
    shown, unseen = made(on(3)), made(on(3, "13:00", "14:00"), who=KIM)
    page = closed(on(3, "09:00", "17:30"))
    post(signed_in(app, STAFF), page, occurrence=[])
    assert (times(shown), times(unseen)) == (["12-03 10:00-11:00"], ["12-03 13:00-14:00"])


def test_a_reason_that_cannot_be_told_is_refused(app):
    number = made(on(3))
    page = closed(on(3))
    answer = moved(app, page, reason="a\x07b")
    assert answer.status_code == 422 and "Contains characters that cannot be used." in answer.text
    assert times(number) == ["12-03 10:00-11:00"]


def test_members_move_nothing(app):
    made(on(3))
    assert post(signed_in(app, SATO), closed(on(3)), occurrence=[1]).status_code == 403
