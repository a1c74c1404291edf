"""What a booking's page says of the whole, offers while the meeting is on, and hands over; one's own list."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.end_early import end_early
from booking.actions.undo import undo
from booking.extensions import db
from booking.models import Claim
from booking.rules.requests import Invited
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.web.booking_posts import ALICE, BOB, CAROL, CHARLIE, the_booking
from tests.web.pages import Queries, post, signed_in


@pytest.fixture
def centre(app, monkeypatch):
    factories.house()
    now_is(monkeypatch, at(1, "10:00"))


def now_is(monkeypatch, time) -> None:
    monkeypatch.setattr(clock, "now", lambda: time)


def head(browser, booking: int) -> str:
    page = browser.get(f"/reservations/{booking}?lang=en").text
    return page.partition('<h2 id="series">')[2].partition("</h2>")[0]


def test_a_series_of_which_nothing_is_left_is_cancelled(app, centre, monkeypatch):
    made = book(wish(rrule="FREQ=DAILY;COUNT=3"), by=person(ALICE), now=NOW).id
    alice = signed_in(app, ALICE)
    assert "Confirmed" in head(alice, made)
    cancel(made, by=person(ALICE), now=NOW, scope="one", recurrence_id="2026-12-03T10:00:00")
    assert "Mixed" in head(alice, made)
    now_is(monkeypatch, at(2, "12:00"))
    cancel(made, by=person(ALICE), now=at(2, "12:00"))
    assert "Cancelled" in head(alice, made)
    now_is(monkeypatch, at(5, "10:00"))
    assert "Mixed" in head(alice, made)  # one of its meetings did take place
    sheet = alice.get(f"/reservations/{made}/sheet?in=en").text
    assert "Booking confirmation" not in sheet


def test_the_booker_ends_a_meeting_that_is_on(app, centre, monkeypatch):
    guest = (Invited("suzuki@example.jp"), Invited(CHARLIE))
    made = book(wish(attendees=guest), by=person(ALICE), now=NOW).id
    page = f"/reservations/{made}"
    alice = signed_in(app, ALICE)
    for time, there in (("09:59", False), ("10:00", True), ("10:58", True), ("11:00", False)):
        now_is(monkeypatch, at(2, time))
        assert (f"{page}/end" in alice.get(page).text) == there, time
    now_is(monkeypatch, at(2, "10:20"))
    for other in (CAROL, CHARLIE):
        browser = signed_in(app, other)
        assert f"{page}/end" not in browser.get(page).text
        assert post(browser, f"{page}/end").status_code == 403
    assert post(alice, f"{page}/end").status_code == 303
    assert the_booking().occurrences[0].ends_at == at(2, "10:20")
    assert post(alice, f"{page}/end").status_code == 409
    assert book(wish(span(2, "10:45", "11:15")), by=person(CHARLIE), now=at(2, "10:21")).status == "confirmed"


def test_the_confirmation_is_the_bookers_too_in_the_language_they_read(app, centre):
    made = book(wish(title="商談"), by=person(ALICE), now=NOW).id
    alice = signed_in(app, ALICE)
    assert f'href="/reservations/{made}/sheet"' in alice.get(f"/reservations/{made}").text
    sheet = alice.get(f"/reservations/{made}/sheet?lang=ko").text
    assert '<html lang="ko">' in sheet and "商談" in sheet and "<svg" in sheet
    assert signed_in(app, CHARLIE).get(f"/reservations/{made}/sheet").status_code == 404


def test_what_a_client_invites_to_is_not_offered_to_calendars_once_more(app, centre):
    made = book(wish(), by=person(ALICE), now=NOW).id
    alice = signed_in(app, ALICE)
    assert f"/reservations/{made}.ics" in alice.get(f"/reservations/{made}").text
    the_booking().organised_by = "client"
    db.session.commit()
    assert f"/reservations/{made}.ics" not in alice.get(f"/reservations/{made}").text


def test_a_list_of_ones_own_is_sifted(app, centre):
    for day, title, who in (
        (2, "Talks 100%", ALICE),
        (3, "회의", ALICE),
        (4, "Show", CAROL),
        (7, "X", CHARLIE),
    ):
        book(wish(span(day, "10:00", "11:00"), title=title), by=person(who), now=NOW)
    alice = signed_in(app, ALICE)

    def shown(**asked: str) -> list[str]:
        page = alice.get("/reservations", query_string=asked).text
        return [title for title in ("Talks 100%", "회의", ">Show<", ">X<") if title in page]

    assert shown() == ["Talks 100%", "회의", ">Show<"]
    assert shown(whose="mine") == ["Talks 100%", "회의"]
    assert shown(q="talks") == ["Talks 100%"] and shown(q="회") == ["회의"] and shown(q="%") == ["Talks 100%"]
    assert shown(q="suzuki") == [">Show<"] and shown(q="suzuki", whose="mine") == []
    empty = alice.get("/reservations?q=nothing&lang=en").text
    assert "No booking fits this." in empty and 'value="nothing"' in empty
    assert "when=past&amp;q=nothing" in empty


def test_a_list_asks_as_often_however_long_it_is(app, centre):
    bob, kim = signed_in(app, BOB), signed_in(app, CHARLIE)
    book(wish(span(2, "10:00", "11:00")), by=person(CHARLIE), now=NOW)
    bob.get("/reservations"), kim.get("/reservations?q=Talks")

    def asked() -> int:
        with Queries() as queries:
            kim.get("/reservations?q=Talks")
        return queries.count

    one = asked()
    for day in (3, 4, 7):
        book(wish(span(day, "10:00", "11:00")), by=person(CHARLIE), now=NOW)
    assert asked() == one


def test_staff_take_back_that_a_meeting_has_ended(app, centre):
    made = book(wish(), by=person(ALICE), now=NOW).id
    bob = replace(person(BOB), undo_for=timedelta(minutes=1))
    end_early(made, by=bob, now=at(2, "10:20"))
    held = select(Claim.ends_at).where(Claim.active)
    assert db.session.scalars(held).all() == [at(2, "10:20")]
    undo(made, by=bob, now=at(2, "10:20") + timedelta(seconds=30))
    assert db.session.scalars(held).all() == [the_booking().occurrences[0].ends_at] == [at(2, "11:00")]
