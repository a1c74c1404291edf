"""Who is there says so: at the booking's page and at the door."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.book import book
from booking.extensions import db
from booking.models import Policy, Reservation, Resource
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.web.booking_posts import ALICE, BOB, CAROL, CHARLIE, the_booking
from tests.web.pages import post, signed_in

DOOR = "/check-in/room"


@pytest.fixture
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at(2, "09:50"))
    factories.house(check_in=True)


@pytest.fixture
def made(centre) -> int:
    return book(wish(title="秘密"), by=person(ALICE), now=NOW).id


def now_is(monkeypatch, day: int, time: str) -> None:
    monkeypatch.setattr(clock, "now", lambda: at(day, time))


def checked_in() -> list[bool]:
    return [date.checked_in_at is not None for date in the_booking().occurrences]


def test_the_button_is_there_when_one_may(app, made, monkeypatch):
    alice = signed_in(app, ALICE)
    for time, there in (("09:44", False), ("09:45", True), ("10:59", True), ("11:00", False)):
        now_is(monkeypatch, 2, time)
        assert ("check_in" in alice.get(f"/reservations/{made}").text) == there
    now_is(monkeypatch, 2, "09:50")
    sent = post(alice, f"/reservations/{made}/check_in")
    assert sent.location == f"/reservations/{made}" and checked_in() == [True]
    page = alice.get(f"/reservations/{made}?lang=en").text
    assert "Checked in at" in page and "/check_in" not in page
    assert post(alice, f"/reservations/{made}/check_in").status_code == 409


def test_nobody_is_asked_where_the_policy_does_not(app, made):
    db.session.scalars(select(Policy).where(Policy.check_in)).one().check_in = False
    db.session.commit()
    alice = signed_in(app, ALICE)
    assert "/check_in" not in alice.get(f"/reservations/{made}").text
    door = alice.get(f"{DOOR}?lang=en").text
    assert "/check_in" not in door and "Nobody needs to check in here." in door


def test_of_a_series_the_date_that_begins(app, centre):
    made = book(wish(rrule="FREQ=WEEKLY;COUNT=2"), by=person(ALICE), now=NOW).id
    alice = signed_in(app, ALICE)
    page = alice.get(f"/reservations/{made}").text
    assert page.count(f'action="/reservations/{made}/check_in"') == 1
    later = {"scope": "one", "recurrence_id": "2026-12-09T10:00:00"}
    assert post(alice, f"/reservations/{made}/check_in", **later).status_code == 409
    assert post(alice, f"/reservations/{made}/check_in").status_code == 303
    assert checked_in() == [True, False]


SEEN = {
    ALICE: (True, True),
    CAROL: (True, True),
    BOB: (True, True),
    CHARLIE: (False, False),
    None: (False,) * 2,
}


@pytest.mark.parametrize("who", SEEN)
def test_at_the_door_everybody_sees_what_they_may(app, made, who):
    page = signed_in(app, who).get(f"{DOOR}?lang=en").text
    assert ("秘密" in page, ">Check in</button>" in page) == SEEN[who]
    assert "10:00–11:00" in page and f'/reservations/{made}"' not in page
    if who is None:
        assert "/sign-in?next=/check-in/room" in page or "/sign-in?next=%2Fcheck-in%2Froom" in page


def test_titles_where_the_policy_shows_them(app, made):
    room = db.session.scalars(select(Resource).filter_by(slug="room")).one()
    room.policy.visibility = "titles"
    db.session.commit()
    page = signed_in(app, CHARLIE).get(DOOR).text
    assert "秘密" in page and f'action="/reservations/{made}/check_in"' not in page


def test_checking_in_at_the_door_leads_back_to_it(app, made):
    alice = signed_in(app, ALICE)
    sent = post(alice, f"/reservations/{made}/check_in", door="room", scope="one",
                recurrence_id="2026-12-02T10:00:00")  # fmt: skip
    assert sent.location == DOOR and checked_in() == [True]
    assert "Somebody has checked in already." in alice.get(f"{DOOR}?lang=en").text


def test_who_may_not_check_in(app, made):
    found = [
        post(signed_in(app, who), f"/reservations/{made}/check_in").status_code for who in (CHARLIE, None)
    ]
    assert found == [404, 303] and checked_in() == [False]
    assert signed_in(app, ALICE).post(f"/reservations/{made}/check_in").status_code == 400


def test_what_is_at_the_door(app, centre, monkeypatch):
    nobody = signed_in(app, None)
    assert "No meeting is on" in nobody.get(f"{DOOR}?lang=en").text
    book(wish(span(2, "10:00", "11:00")), by=person(ALICE), now=NOW)
    book(wish(span(2, "11:15", "12:00")), by=person(ALICE), now=NOW)
    for time, shown in (
        ("09:44", []), ("09:45", ["10:00–11:00"]), ("10:59", ["10:00–11:00"]), ("11:00", ["11:15–12:00"]),
        ("12:00", []),
    ):  # fmt: skip
        now_is(monkeypatch, 2, time)
        assert re.findall(r"\d\d:\d\d–\d\d:\d\d", nobody.get(DOOR).text) == shown, time
    assert nobody.get("/check-in/nowhere").status_code == 404


def test_a_request_is_not_at_the_door(app, centre):
    db.session.scalars(select(Policy).filter(Policy.setup_time > timedelta(0))).one().approval = "always"
    db.session.commit()
    book(wish(), by=person(CHARLIE), now=NOW)
    assert "No meeting is on" in signed_in(app, None).get(f"{DOOR}?lang=en").text
    assert db.session.scalars(select(Reservation)).one().status == "tentative"


def test_of_the_desk_in_a_hall_the_meeting_of_the_whole(app, centre):
    book(wish(spaces=("hall",), answers={}), by=person(ALICE), now=NOW)
    assert "10:00–11:00" in signed_in(app, None).get("/check-in/desk-1").text


def test_the_code_for_the_door_is_for_staff(app, centre):
    page = signed_in(app, BOB).get("/spaces/room").text
    assert re.search(r'<svg [^>]*width="\d+"', page) and 'href="/check-in/room"' in page
    assert "<svg" not in signed_in(app, ALICE).get("/spaces/room").text
    assert "<svg" not in signed_in(app, None).get("/spaces/room").text
