"""What else a personal link is for: choosing a date, taking an offer, saying that one comes or is there."""

import html
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.check_in import ask_absent
from booking.extensions import db
from booking.models import Attendee, Reservation, Resource
from booking.permissions import THE_CLOCK
from booking.rules.links import REPLY, signed
from booking.rules.requests import Edit, Invited
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.web.booking_posts import ALICE, BOB, CHARLIE, dates, the_booking
from tests.web.pages import post

LI, WU = "li@example.in", "wu@example.tw"
GUESTS = (Invited(LI, "李", "en", "Asia/Kolkata"), Invited(WU, "Wu", "en"))


@pytest.fixture
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


def made(**values) -> int:
    return book(wish(title="商談", attendees=GUESTS, **values), by=person(ALICE), now=NOW).id


def link(email: str, reservation_id: int) -> str:
    db.session.rollback()
    whose = {"email": email, "reservation_id": reservation_id}
    attendee = db.session.scalars(select(Attendee).filter_by(**whose)).one()
    return f"/reply/{signed('tests', REPLY, attendee.id, attendee.generation)}"


def send(client, path: str, part: str, **data):
    return post(client, f"{path}/{part}", page="/sign-in", **data)


def shown(client, path: str) -> str:
    return html.unescape(client.get(f"{path}?lang=en").text)


def test_an_invited_person_chooses_one_of_the_dates(client, centre):
    slots = (span(3, "13:00", "14:00"), span(4, "13:00", "14:00"))
    booking = made(candidates=slots)
    li, wu = link(LI, booking), link(WU, booking)
    page = shown(client, li)
    assert page.count("Choose this one") == 3 and "09:30–10:30" in page and 'name="partstat"' not in page
    assert client.get(f"{li}/choice").status_code == 405 and the_booking().choosing
    wrong = send(client, li, "choice", recurrence_id="2026-12-05T13:00:00")
    assert wrong.status_code == 409 and wrong.text.count("Choose this one") == 3
    done = send(client, li, "choice", recurrence_id="2026-12-03T13:00:00")
    assert done.location == li and done.headers["Referrer-Policy"] == "no-referrer"
    assert [s for _, s in dates(the_booking())] == ["withdrawn", "confirmed", "withdrawn"]
    page = shown(client, wu)
    assert "Choose this one" not in page and 'name="partstat"' in page
    assert "The date has been chosen." in page
    answers = {person.email: person.partstat for person in the_booking().attendees}
    assert (answers[LI], answers[WU]) == ("ACCEPTED", "NEEDS-ACTION")
    assert send(client, wu, "choice", recurrence_id="2026-12-04T13:00:00").status_code == 409


def test_the_booker_leaves_an_offer_and_the_next_in_line_has_it(client, centre, monkeypatch):
    kims = book(wish(), by=person(CHARLIE), now=NOW).id
    waiting = made(on_conflict="waitlist")
    behind = book(wish(on_conflict="waitlist"), by=person(BOB), now=NOW + timedelta(minutes=1)).id
    later = NOW + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    chair, li = link(ALICE, waiting), link(LI, waiting)
    assert send(client, chair, "withdrawal").status_code == 409
    cancel(kims, by=person(CHARLIE), now=later)
    assert "/withdrawal" in shown(client, chair) and "/withdrawal" not in client.get(li).text
    assert send(client, li, "withdrawal").status_code == 403
    done = send(client, chair, "withdrawal", recurrence_id="2026-12-02T10:00:00")
    assert done.location == chair and "Thank you. The time goes to the next in line." in shown(client, chair)
    db.session.rollback()
    assert db.session.get(Reservation, waiting).status == "withdrawn"
    assert db.session.get(Reservation, behind).occurrences[0].offered_at == later


def test_only_the_booker_takes_an_offer(client, centre, monkeypatch):
    kims = book(wish(), by=person(CHARLIE), now=NOW).id
    waiting = made(on_conflict="waitlist")
    later = NOW + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    chair, li = link(ALICE, waiting), link(LI, waiting)
    assert "acceptance" not in client.get(chair).text
    assert send(client, chair, "acceptance").status_code == 409
    cancel(kims, by=person(CHARLIE), now=later)
    assert "/acceptance" in client.get(chair).text and "/acceptance" not in client.get(li).text
    assert send(client, li, "acceptance").status_code == 403
    assert dates(the_booking()) == [("12-02T10:00", "waitlisted")]
    named = {"recurrence_id": "2026-12-02T10:00:00"}
    assert send(client, chair, "acceptance", recurrence_id="2026-12-09T10:00:00").status_code == 422
    assert send(client, chair, "acceptance", **named).location == chair
    assert dates(the_booking()) == [("12-02T10:00", "confirmed")]
    assert send(client, chair, "acceptance", **named).status_code == 409


def test_we_are_coming_and_here_we_are(client, centre, monkeypatch):
    room = db.session.scalars(select(Resource).filter_by(slug="room")).one()
    room.policy.check_in = True
    db.session.commit()
    booking = made()
    chair, li = link(ALICE, booking), link(LI, booking)
    late = at(2, "10:12")
    monkeypatch.setattr(clock, "now", lambda: late)
    assert "/coming" not in client.get(chair).text and "/check_in" in client.get(chair).text
    assert send(client, chair, "coming").status_code == 409
    ask_absent(booking, by=THE_CLOCK, now=late)
    assert "/coming" in client.get(chair).text and the_booking().occurrences[0].coming_at is None
    assert send(client, chair, "coming").location == chair
    assert the_booking().occurrences[0].coming_at == late and "/coming" not in client.get(chair).text
    assert send(client, li, "check_in").location == li
    assert the_booking().occurrences[0].checked_in_at == late
    assert send(client, li, "check_in").status_code == 409


def test_a_click_needs_the_csrf_token_and_the_genuine_link(client, centre):
    booking = made(candidates=(span(3, "13:00", "14:00"),))
    li = link(LI, booking)
    for part in ("choice", "acceptance", "withdrawal", "coming", "check_in"):
        assert client.post(f"{li}/{part}", data={"recurrence_id": "2026-12-03T13:00:00"}).status_code == 400
        assert send(client, f"{li[:-1]}_", part, recurrence_id="2026-12-03T13:00:00").status_code == 404
    assert the_booking().choosing


def test_the_link_leads_on_to_the_series_that_goes_on(client, centre, monkeypatch):
    """While the first part has dates, to that; then to the part in which the same person is invited (D12)."""
    first = made(rrule="FREQ=WEEKLY;COUNT=4")
    li, wu = link(LI, first), link(WU, first)
    keep = (GUESTS[0],)
    edit = Edit(interval=span(16, "13:00", "14:00"), attendees=keep)
    change(first, edit, by=person(ALICE), now=NOW, scope="following", recurrence_id="2026-12-16T10:00:00")
    second = the_booking().id
    assert second != first and "Wed, Dec 9, 2026 10:00–11:00" in shown(client, li)
    after = at(9, "12:00")
    monkeypatch.setattr(clock, "now", lambda: after)
    page = shown(client, li)
    assert "Wed, Dec 16, 2026 13:00–14:00" in page and "Wed, Dec 9" not in page
    assert post(client, li, page=li, partstat="DECLINED").status_code == 303
    db.session.rollback()
    said = {
        a.partstat for a in db.session.scalars(select(Attendee).filter_by(email=LI, reservation_id=second))
    }
    assert said == {"DECLINED"}
    assert "This meeting is over" in shown(client, wu)


def test_who_was_taken_off_the_list_has_no_link_any_more(client, centre):
    booking = made()
    li = link(LI, booking)
    change(booking, Edit(attendees=(GUESTS[1],)), by=person(ALICE), now=NOW)
    assert client.get(li).status_code == 404
    assert db.session.scalars(select(Reservation)).one().status == "confirmed"


def test_a_long_series_is_folded(client, centre):
    booking = made(rrule="FREQ=DAILY;COUNT=30", on_conflict="skip")
    page = shown(client, link(LI, booking))
    assert "Every day, 22 times" in page  # of 30 days from December 2, without Saturdays and Sundays
    assert "later dates</summary>" in page
