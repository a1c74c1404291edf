"""One booking as a file to be taken into a calendar."""

import pytest

from booking import clock
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.tokens import make_api_token
from booking.ical.reading import read
from booking.rules.requests import Edit, Invited
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.ical import libical, rfc5546
from tests.web.pages import signed_in

SATO, LI = "sato@example.jp", "li@example.tw"
ZONES = ("Asia/Tokyo",)


@pytest.fixture(autouse=True)
def _centre(app, monkeypatch):
    factories.house()
    monkeypatch.setattr(clock, "now", lambda: NOW)


def booked(**values) -> int:
    wanted = wish(title="商談", attendees=(Invited(LI, "李"),), **values)
    return book(wanted, by=person(SATO), now=NOW, answer=lambda made: made.id)


def got(app, number: int, who: str | None = SATO, **headers):
    return signed_in(app, who).get(f"/reservations/{number}.ics?lang=en", headers=headers)


def right(answer) -> bytes:
    """That it is what RFC 5546 and libical ask for, and its text."""
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert rfc5546.complaints(answer.data, "PUBLISH") == []
    libical.needed()
    assert libical.complaints(answer.data) == []
    return answer.data


def test_a_booking_without_anybody_who_might_be_asked_to_answer(app):
    number = booked(description="Bring the list")
    written = right(got(app, number))
    found = read(written, ZONES)
    (event,) = found.events
    assert (found.method, event.attendees, event.organizer is not None) == ("PUBLISH", (), True)
    assert (event.summary, event.starts_at, event.status) == ("商談", at(2, "10:00"), "CONFIRMED")
    assert event.description == "Bring the list\n\nBooked by: sato, 北海ソフト\n\nInvited: sato, 李"
    assert b"mailto:li@" not in written and b"/reply/" not in written
    assert f"URL:http://localhost/reservations/{number}".encode() in written


def test_a_series_with_what_differs(app):
    number = booked(rrule="FREQ=WEEKLY;COUNT=4")
    by = person(SATO)
    third = {"scope": "one", "recurrence_id": "2026-12-16T10:00:00"}
    change(number, Edit(interval=span(16, "13:00", "14:00")), by=by, now=NOW, **third)
    cancel(number, by=by, now=NOW, scope="one", recurrence_id="2026-12-09T10:00:00")
    series, other = read(right(got(app, number)), ZONES).events
    assert (series.rrule, series.exdates) == ("FREQ=WEEKLY;COUNT=4", (at(9, "10:00"),))
    assert (other.recurrence_at, other.starts_at) == (at(16, "10:00"), at(16, "13:00"))


@pytest.mark.parametrize("rrule", ["", "FREQ=WEEKLY;COUNT=4"])
def test_what_was_called_off_is_called_off_in_the_calendar_too(app, rrule):
    number = booked(rrule=rrule)
    cancel(number, by=person(SATO), now=NOW)
    (event,) = read(right(got(app, number)), ZONES).events
    assert event.status == "CANCELLED"


def test_a_request_is_tentative(app):
    factories.db.session.execute(factories.db.update(factories.Policy).values(approval="always"))
    factories.db.session.commit()
    (event,) = read(right(got(app, booked())), ZONES).events
    assert event.status == "TENTATIVE"


def test_it_is_there_for_those_who_may_see_the_booking(app):
    number = booked()
    assert [got(app, number, who).status_code for who in (SATO, "suzuki@example.jp", "staff@example.jp")] == [
        200
    ] * 3
    assert got(app, number, "kim@example.kr").status_code == 404
    assert got(app, number, None).status_code in (302, 303)
    assert got(app, 999).status_code == 404
    page = signed_in(app, SATO).get(f"/reservations/{number}?lang=en").text
    assert f'href="/reservations/{number}.ics"' in page


def test_an_unchanged_booking_is_not_sent_again(app):
    number = booked()
    first = got(app, number)
    again = got(app, number, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"") and first.headers["Cache-Control"].startswith("priv")
    change(number, Edit(title="Talks"), by=person(SATO), now=NOW)
    later = got(app, number, **{"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200 and later.headers["ETag"] != first.headers["ETag"]


def test_a_program_gets_the_same(app):
    number = booked()
    secret = make_api_token(by=person(SATO), now=NOW)
    head = {"Authorization": f"Bearer {secret}", "Accept-Language": "en"}
    answer = app.test_client().get(f"/api/v1/reservations/{number}.ics", headers=head)
    assert answer.data == right(got(app, number)) and answer.headers["ETag"]


def test_there_is_none_while_dates_are_to_be_chosen_from_or_it_waits_in_line(app):
    kim = "kim@example.kr"
    choosing = booked(candidates=(span(3, "10:00", "11:00"),))
    factories.db.session.execute(factories.db.update(factories.Policy).values(waitlist=True))
    factories.db.session.commit()
    taken = wish(span(4, "10:00", "11:00"), on_conflict="waitlist")
    book(taken, by=person(SATO), now=NOW)
    waits = book(taken, by=person(kim), now=NOW, answer=lambda made: made.id)
    for number, who in ((choosing, SATO), (waits, kim)):
        assert got(app, number, who).status_code == 404
        assert ".ics" not in signed_in(app, who).get(f"/reservations/{number}?lang=en").text
