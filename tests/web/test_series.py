"""A series by the form: booked, refused by its dates, shown, called off; candidate dates and the waitlist."""

import html
import re
from datetime import datetime, timedelta

import pytest

from booking import clock
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.extensions import db
from booking.models import Blackout, Policy
from booking.rules.requests import Invited
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.web.booking_posts import (
    ALICE,
    BOB,
    CAROL,
    CHARLIE,
    bookings,
    dates,
    form_with,
    submit,
    the_booking,
    typed,
    weekly,
)
from tests.web.pages import post, signed_in


@pytest.fixture
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


@pytest.fixture
def rival(centre):
    """Kim has the second and the third of Alice's Wednesdays."""
    for day in (9, 16):
        book(wish(span(day, "10:00", "11:00")), by=person(CHARLIE), now=NOW)


def english(browser, path: str):
    return html.unescape(browser.get(f"{path}{'&' if '?' in path else '?'}lang=en").text)


def test_a_weekly_series_is_booked(app, centre):
    alice = signed_in(app, ALICE)
    answer = submit(alice, weekly(3, repeats__leave_out="2026-12-09"))
    made = the_booking()
    assert answer.location == f"/reservations/{made.id}" and made.rrule == "FREQ=WEEKLY;COUNT=3"
    assert dates(made) == [("12-02T10:00", "confirmed"), ("12-16T10:00", "confirmed")]
    page = english(alice, f"/reservations/{made.id}")
    assert "Every week on Wednesday, 2 times" in page
    assert re.search(r"No meeting on: *Wed, Dec 9, 2026 10:00", page)
    assert page.count("scope=one") == 4  # change and cancel, of two dates


def test_how_many_dates_are_no_more_stands_beside_the_rule(app, centre):
    alice = signed_in(app, ALICE)
    submit(alice, weekly(3))
    made = the_booking().id
    cancel(made, by=person(ALICE), now=NOW, scope="one", recurrence_id="2026-12-09T10:00:00")
    for page in (f"/reservations/{made}", "/reservations"):
        assert "Every week on Wednesday, 3 times, 1 of them called off" in english(alice, page)


def test_a_rule_that_does_not_fit_is_told_at_its_field(app, centre):
    answer = submit(signed_in(app, ALICE), weekly(3, repeats__weekdays="4"))
    assert answer.status_code == 422 and 'id="repeats-freq-errors"' in answer.text and bookings() == 0
    assert 'id="repeat" open' in answer.text


def test_every_clashing_date_is_told_with_what_can_be_done(app, rival):
    alice = signed_in(app, ALICE)
    refused = submit(alice, weekly(3))
    page = refused.text
    assert refused.status_code == 409
    for name in ("instead-2026-12-09T10:00:00", "instead-2026-12-16T10:00:00"):
        assert page.count(f'type="radio" name="{name}"') == 4  # two times, waiting, leaving out
    assert "instead-2026-12-02T10:00:00" not in page
    assert page.count("09:45") >= 2  # the room is held from then on, with its setup time


def test_leave_them_out(app, rival):
    alice = signed_in(app, ALICE)
    fields = form_with(english_refusal(alice, weekly(3)), "Leave these 2 dates out")
    assert alice.post("/reservations", data=fields).status_code == 303
    assert dates(the_booking()) == [("12-02T10:00", "confirmed")]
    assert the_booking().exdates == ["2026-12-09T10:00:00", "2026-12-16T10:00:00"]


def english_refusal(browser, fields) -> str:
    browser.get("/account?lang=en")
    return html.unescape(submit(browser, fields).text)


def test_take_the_nearest_free_time_for_each(app, rival):
    alice = signed_in(app, ALICE)
    fields = form_with(english_refusal(alice, weekly(3)), "Take the nearest free time for each")
    assert alice.post("/reservations", data=fields).status_code == 303
    made = the_booking()
    assert [f"{date.starts_at:%d %H:%M}" for date in made.occurrences] == ["02 01:00", "09 02:15", "16 02:15"]
    assert [date.by_hand for date in made.occurrences] == [False, True, True]


def test_book_the_rest_and_wait(app, rival):
    alice = signed_in(app, ALICE)
    fields = form_with(english_refusal(alice, weekly(3)), "Book the rest, and wait in line for these")
    assert alice.post("/reservations", data=fields).status_code == 303
    made = the_booking()
    assert [status for _, status in dates(made)] == ["confirmed", "waitlisted", "waitlisted"]
    assert english(alice, f"/reservations/{made.id}").count("Number 1 in line.") == 2
    assert english(alice, "/reservations").count("Number 1 in line.") == 2


def test_each_date_decided_by_itself(app, rival):
    alice = signed_in(app, ALICE)
    page = english_refusal(alice, weekly(4))
    offered = re.findall(
        r'name="(instead-[^"]+)" value="(2026[^"]+)"', page.split("Or decide date by date")[1]
    )
    chosen = form_with(page, "Book the series so") | {
        offered[1][0]: offered[1][1],
        "instead-2026-12-16T10:00:00": "wait",
    }
    assert alice.post("/reservations", data=chosen).status_code == 303
    made = the_booking()
    assert [status for _, status in dates(made)] == ["confirmed", "confirmed", "waitlisted", "confirmed"]
    assert made.occurrences[1].starts_at == datetime.fromisoformat(offered[1][1].split("/")[0])


def test_what_is_closed_on_one_date_is_told_with_it_and_can_be_left_out(app, centre):
    alice = signed_in(app, ALICE)
    page = english_refusal(alice, weekly(3, starts_on="2026-12-18"))  # New Year's Day is a Friday
    assert "1 date cannot be booked as it is" in page and "Closed at that time" in page
    fields = form_with(page, "Leave this date out")
    assert alice.post("/reservations", data=fields).status_code == 303
    assert [at for at, _ in dates(the_booking())] == ["12-18T10:00", "12-25T10:00"]


def test_what_all_dates_break_is_no_matter_of_single_dates(app, centre):
    alice = signed_in(app, ALICE)
    page = english_refusal(alice, weekly(3, begins="07:00", ends="08:00"))
    assert "instead-2026" not in page and "outside the opening hours" in page
    fields = form_with(page, "08:45–09:45")
    assert alice.post("/reservations", data=fields).status_code == 303
    assert len(the_booking().occurrences) == 3


def test_skipped_dates_are_named(app, rival):
    alice = signed_in(app, ALICE)
    assert submit(alice, weekly(3, on_conflict="skip")).status_code == 303
    page = english(alice, f"/reservations/{the_booking().id}")
    assert "Left out because the time is taken" in page and "Wed, Dec 9, 2026 10:00" in page


def test_a_date_on_which_it_is_closed_is_left_out_with_that_reason(app, centre):
    closed = {"starts_at": at(9, "00:00"), "ends_at": at(9, "23:00"), "reason": {"en": "Snow festival"}}
    db.session.add(Blackout(**closed))
    db.session.commit()
    alice = signed_in(app, ALICE)
    assert submit(alice, weekly(3, on_conflict="skip")).status_code == 303
    page = english(alice, f"/reservations/{the_booking().id}")
    said = "Left out: Wed, Dec 9, 2026 10:00. Closed at that time: Snow festival"
    assert said in page and "time is taken" not in page


def test_a_long_series_is_folded(app, centre):
    alice = signed_in(app, ALICE)
    submit(alice, weekly(20, on_conflict="skip"))
    made = the_booking()
    page, later = english(alice, f"/reservations/{made.id}"), len(made.occurrences) - 12
    assert later > 4 and f"<summary>{later} later dates</summary>" in page


def test_one_date_this_and_following_or_all_are_called_off(app, centre):
    alice = signed_in(app, ALICE)
    submit(alice, weekly(5))
    at = f"/reservations/{the_booking().id}/cancellation"
    asked = english(alice, f"{at}?scope=one&recurrence_id=2026-12-09T10:00:00")
    assert "Only this date, Wed, Dec 9, 2026 10:00" in asked and "(4 dates)" in asked and "(5 dates)" in asked
    one = {"scope": "one", "recurrence_id": "2026-12-09T10:00:00", "reason": "ill"}
    assert post(alice, at, **one).status_code == 303
    assert [s for _, s in dates(the_booking())] == ["confirmed", "cancelled", *["confirmed"] * 3]
    assert (
        post(alice, at, **one | {"recurrence_id": "2026-12-23T10:00:00", "scope": "following"}).status_code
        == 303
    )
    assert [s for _, s in dates(the_booking())] == ["confirmed", "cancelled", "confirmed", *["cancelled"] * 2]
    assert post(alice, at, scope="all").status_code == 303
    assert "confirmed" not in [s for _, s in dates(the_booking())]
    assert post(alice, at, scope="all").status_code == 409


@pytest.mark.parametrize(
    "wrong", [{"scope": "some"}, {"scope": "one"}, {"scope": "one", "recurrence_id": "2026-12-10T10:00:00"}]
)
def test_no_such_date_is_called_off(app, centre, wrong):
    alice = signed_in(app, ALICE)
    submit(alice, weekly(3))
    answer = post(alice, f"/reservations/{the_booking().id}/cancellation", **wrong)
    assert answer.status_code == 422
    assert [s for _, s in dates(the_booking())] == ["confirmed"] * 3


def test_only_who_may_cancel_is_asked_which_dates(app, centre):
    made = book(wish(rrule="FREQ=WEEKLY;COUNT=3"), by=person(ALICE), now=NOW)
    found = [
        signed_in(app, who).get(f"/reservations/{made.id}/cancellation").status_code
        for who in (ALICE, CAROL, CHARLIE, BOB, None)
    ]
    assert found == [200, 403, 404, 200, 303]


def test_a_taken_time_can_be_waited_for_and_is_taken_when_offered(app, centre, monkeypatch):
    kims = book(wish(span(2, "10:00", "11:00")), by=person(CHARLIE), now=NOW).id
    alice = signed_in(app, ALICE)
    page = english_refusal(alice, typed())
    assert alice.post("/reservations", data=form_with(page, "Wait for this time")).status_code == 303
    made = the_booking()
    at = f"/reservations/{made.id}"
    assert dates(made) == [("12-02T10:00", "waitlisted")]
    assert "Number 1 in line." in english(alice, at)
    later = NOW + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    cancel(kims, by=person(CHARLIE), now=later)
    page = english(alice, at)
    assert "offered to everybody who waits" in page and "No longer needed" in page
    carol = signed_in(app, CAROL)
    assert "acceptance" not in carol.get(at).text
    meant = {"scope": "one", "recurrence_id": "2026-12-02T10:00:00"}
    assert post(carol, f"{at}/acceptance", **meant).status_code == 403
    assert post(alice, f"{at}/acceptance", **meant).status_code == 303
    assert dates(the_booking()) == [("12-02T10:00", "confirmed")]
    assert post(alice, f"{at}/acceptance", **meant).status_code == 409


def test_no_waitlist_no_waiting(app, centre):
    db.session.query(Policy).filter(Policy.waitlist.is_(None)).update({"waitlist": False})
    db.session.commit()
    book(wish(), by=person(CHARLIE), now=NOW)
    page = english_refusal(signed_in(app, ALICE), typed())
    assert "Wait for this time" not in page and "Free instead" in page


CANDIDATES = {
    f"candidates__{n}__{name}": text
    for n, day in enumerate((3, 4))
    for name, text in (("starts_on", f"2026-12-0{day}"), ("begins", "13:00"), ("ends", "14:00"))
}


def test_candidate_dates_are_held_and_the_booker_may_choose(app, centre):
    alice = signed_in(app, ALICE)
    submit(alice, typed(**CANDIDATES))
    made = the_booking()
    assert made.choosing and len(made.occurrences) == 3
    page = english(alice, f"/reservations/{made.id}")
    assert (
        page.count("Choose this one") == 3 and "have been asked to choose" in page and "li@example.tw" in page
    )
    carol = signed_in(app, CAROL)
    meant = {"recurrence_id": "2026-12-03T13:00:00"}
    assert "Choose this one" not in english(carol, f"/reservations/{made.id}")
    assert post(carol, f"/reservations/{made.id}/choice", **meant).status_code == 403
    assert (
        post(alice, f"/reservations/{made.id}/choice", recurrence_id="2026-12-05T13:00:00").status_code == 409
    )
    assert post(alice, f"/reservations/{made.id}/choice", **meant).status_code == 303
    assert [s for _, s in dates(the_booking())] == ["withdrawn", "confirmed", "withdrawn"]


def test_a_candidate_that_is_taken_is_replaced_by_one_click(app, centre):
    book(wish(span(3, "13:00", "14:00")), by=person(CHARLIE), now=NOW)
    alice = signed_in(app, ALICE)
    page = english_refusal(alice, typed(**CANDIDATES))
    assert "December 3, 2026: room is taken" in page and "Wait for this time" not in page
    fields = form_with(page, "14:15–15:15")
    assert alice.post("/reservations", data=fields).status_code == 303
    assert [at for at, _ in dates(the_booking())] == ["12-02T10:00", "12-03T14:15", "12-04T13:00"]


def test_the_parts_of_a_split_series_lead_to_each_other(app, centre):
    from booking.actions.change import change
    from booking.rules.requests import Edit

    guests = (Invited("li@example.tw"),)
    made = book(wish(rrule="FREQ=WEEKLY;COUNT=4", attendees=guests), by=person(ALICE), now=NOW)
    first = made.id
    change(
        first, Edit(interval=span(16, "13:00", "14:00")), by=person(ALICE), now=NOW, scope="following",
        recurrence_id="2026-12-16T10:00:00",
    )  # fmt: skip
    alice, second = signed_in(app, ALICE), the_booking().id
    assert second != first
    assert f'It is continued by <a href="/reservations/{second}"' in english(alice, f"/reservations/{first}")
    assert f'It continues <a href="/reservations/{first}"' in english(alice, f"/reservations/{second}")
