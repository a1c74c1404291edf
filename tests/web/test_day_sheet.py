"""The day on paper, and one booking to hand over."""

import re

import pytest
import time_machine

from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.standard_reasons import add_standard_reason
from booking.rules.requests import BookedFor, Invited
from tests import factories
from tests.factories import NOW, person, span, wish
from tests.web.pages import Queries, signed_in

STAFF, SATO = "staff@example.jp", "sato@example.jp"
DAY = "/desk/day/2026-12-02"
PARK = BookedFor("朴 永", "한빛정보", phone="+82 42 1", reading="Park Yeong")


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(app):
    return signed_in(app, STAFF)


def booked(**values):
    values = {"booked_for": PARK, "override_reason": "asked"} | values
    made = book(wish(**values), by=person(STAFF, "counter"), now=NOW).id
    factories.db.session.rollback()
    return made


def text_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_it_lists_the_day_with_columns_to_fill_in(staff):
    booked(
        title="Second <talks>",
        second_title="第二回",
        headcount=5,
        equipment={"projector": 1},
        attendees=(Invited("li@example.tw", "李"),),
        description="Brings samples",
    )
    booked(interval=span(3, "10:00", "11:00"), title="Tomorrow's")
    page = staff.get(f"{DAY}?lang=en").text
    told = text_of(page)
    for text in (
        "10:00–11:00", "room", "Second &lt;talks&gt;", "第二回", "朴 永 (Park Yeong)", "한빛정보",
        "5 people", "李", "Projector projector-", "Purpose: Talks", "Brings samples", "+82 42 1",
        "Key out Key in Check-out Signature",
    ):  # fmt: skip
        assert text in told, told
    assert "Tomorrow" not in told and page.count("<tr>") == 2
    assert (
        'href="/desk/day/2026-12-01" rel="prev"' in page and 'href="/desk/day/2026-12-03" rel="next"' in page
    )


def test_a_request_is_marked_and_what_is_called_off_is_not_there(staff):
    kept = booked()
    cancel(kept, by=person(STAFF), now=NOW)
    assert "Nothing is booked on this day." in staff.get(f"{DAY}?lang=en").text


def test_the_way_to_it(staff):
    assert 'href="/desk/day/2026-12-01"' in staff.get("/desk").text
    assert staff.get("/desk/day").location == "/desk/day/2026-12-01"


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "9999-12-31", "0001-01-01", "2026-12-02x"])
def test_a_day_that_there_is_not(staff, day):
    assert staff.get(f"/desk/day/{day}").status_code == 404


def test_it_costs_the_same_however_much_is_booked(staff):
    booked(equipment={"projector": 1}, attendees=(Invited("li@example.tw"),))
    with Queries() as one:
        staff.get(DAY)
    for hour in (11, 12, 13, 14):
        booked(interval=span(2, f"{hour}:30", f"{hour}:45"), equipment={"projector": 1})
    with Queries() as many:
        staff.get(DAY)
    assert many.count == one.count


def test_staff_alone_print(app, staff):
    booking, sato = booked(), signed_in(app, SATO)
    for path in (DAY, "/desk/day", f"/reservations/{booking}/sheet"):
        assert staff.get(path).status_code in (200, 303)
        assert sato.get(path).status_code in (403, 404)
        assert app.test_client().get(path).location.startswith("/sign-in")


def test_a_booking_is_handed_over_in_the_bookers_language(staff):
    booking = booked(title="Talks", second_title="회의", headcount=3)
    page = staff.get(f"/reservations/{booking}/sheet?lang=en").text
    assert '<html lang="ko">' in page and "朴 永 (Park Yeong)" in page and "회의" in page
    told = text_of(staff.get(f"/reservations/{booking}/sheet?in=en&lang=ja").text)
    for text in ("Booking confirmation", f"Booking number {booking}", "Wed, Dec 2, 2026 10:00–11:00", "3"):
        assert text in told, told
    assert f'href="/reservations/{booking}/sheet"' in staff.get(f"/reservations/{booking}").text
    assert '<html lang="ko">' in staff.get(f"/reservations/{booking}/sheet?in=xx").text


def test_it_says_what_it_is_not_any_more(staff):
    reason = add_standard_reason("cancel", {"en": "Snow", "ko": "폭설"}, by=person(STAFF), now=NOW).id
    booking = booked()
    cancel(booking, by=person(STAFF), now=NOW, standard_reason=reason)
    told = text_of(staff.get(f"/reservations/{booking}/sheet?in=en").text)
    assert "Cancelled" in told and "Reason: Snow" in told and "Booking confirmation" not in told


def test_a_series_names_its_dates(staff):
    booking = booked(rrule="FREQ=WEEKLY;COUNT=3")
    told = text_of(staff.get(f"/reservations/{booking}/sheet?in=en").text)
    assert all(day in told for day in ("Dec 2, 2026", "Dec 9, 2026", "Dec 16, 2026"))
