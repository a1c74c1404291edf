"""A booking is changed by its form: nothing before it was looked at and confirmed."""

import html
from datetime import timedelta

import pytest

from booking import clock
from booking.actions.book import book
from booking.extensions import db
from booking.rules.requests import Invited
from tests import factories
from tests.factories import NOW, person, span, wish
from tests.web.booking_posts import ALICE, BOB, CAROL, CHARLIE, dates, form_with, the_booking
from tests.web.pages import post, signed_in

GUEST = (Invited("li@example.tw", "李", "zh_Hant", "Asia/Taipei", "OPT-PARTICIPANT"),)


@pytest.fixture
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


@pytest.fixture
def single(centre) -> int:
    return book(wish(title="商談", attendees=GUEST, headcount=3), by=person(ALICE), now=NOW).id


@pytest.fixture
def series(centre) -> int:
    asked = wish(title="定例", rrule="FREQ=WEEKLY;COUNT=4", attendees=GUEST)
    return book(asked, by=person(ALICE), now=NOW).id


def typed(**more):
    usual = {
        "revision": "1", "scope": "all", "recurrence_id": "", "spaces": "room", "title": "商談",
        "starts_on": "2026-12-02", "begins": "10:00", "ends": "11:00", "headcount": "3",
        "answers-purpose": "talks", "attendees-0-email": "li@example.tw", "attendees-0-name": "李",
        "attendees-0-locale": "zh_Hant", "step": "preview",
    }  # fmt: skip
    return usual | {name.replace("__", "-"): value for name, value in more.items()}


def weekly(**more):
    return typed(**{"title": "定例", "headcount": "", "repeats__leave_out": ""} | more)


def one(day: int, **more):
    own = {"scope": "one", "recurrence_id": f"2026-12-{day:02}T10:00:00", "starts_on": f"2026-12-{day:02}"}
    return weekly(**own | more)


def send(browser, reservation_id: int, **fields):
    browser.get("/account?lang=en")
    return post(browser, f"/reservations/{reservation_id}/change", **fields)


def times() -> list[str]:
    return [f"{date.starts_at + timedelta(hours=9):%d %H:%M}" for date in the_booking().occurrences]


def test_the_form_shows_what_the_booking_says(app, single):
    page = html.unescape(signed_in(app, ALICE).get(f"/reservations/{single}/change?lang=en").text)
    for shown in (
        'value="商談"',
        'value="2026-12-02"',
        'value="10:00"',
        'value="li@example.tw"',
        'value="李"',
    ):
        assert shown in page
    assert 'name="revision" type="hidden" value="1"' in page and 'value="3"' in page
    assert "sato@example.jp" not in page.split("<form")[1]  # the booker stays


def test_how_many_come_can_be_taken_back(app, single):
    alice = signed_in(app, ALICE)
    told = send(alice, single, **typed(headcount="")).text
    assert "<dt>Number of people</dt><dd" in told and the_booking().headcount == 3
    send(alice, single, **typed(headcount="", step="confirm"))
    assert the_booking().headcount is None


def test_it_is_looked_at_before_it_is_done(app, single):
    alice = signed_in(app, ALICE)
    page = send(alice, single, **typed(begins="13:00", ends="14:00", title="交渉"))
    assert page.status_code == 200 and "1 date moves" in page.text and "交渉" in page.text
    assert times() == ["02 10:00"] and the_booking().title == "商談" and the_booking().revision == 1
    fields = form_with(page.text, "Confirm the change") | {"step": "confirm"}
    assert alice.post(f"/reservations/{single}/change", data=fields).location == f"/reservations/{single}"
    made = the_booking()
    assert times() == ["02 13:00"] and made.title == "交渉" and made.headcount == 3
    assert [(a.email, a.role, a.tzid) for a in made.attendees] == [
        (ALICE, "CHAIR", "Asia/Tokyo"), ("li@example.tw", "OPT-PARTICIPANT", "Asia/Taipei"),
    ]  # fmt: skip


def test_nothing_to_change_is_told(app, single):
    page = send(signed_in(app, ALICE), single, **typed())
    assert page.status_code == 422 and "Name what is to be changed." in page.text


def test_back_to_the_form_keeps_what_was_typed(app, single):
    page = send(signed_in(app, ALICE), single, **typed(title="交渉", step="edit"))
    assert page.status_code == 200 and 'value="交渉"' in page.text and the_booking().title == "商談"


def test_people_equipment_and_answers(app, single):
    fields = typed(
        attendees__0__email="", attendees__0__name="", attendees__1__email="wu@example.tw",
        equipment__projector="1", description="Two\r\nlines", headcount="4", step="confirm",
    )  # fmt: skip
    assert send(signed_in(app, ALICE), single, **fields).status_code == 303
    made = the_booking()
    assert [a.email for a in made.attendees] == [ALICE, "wu@example.tw"]
    assert {c.resource.slug for c in made.occurrences[0].claims if c.active} == {"room", "projector-1"}
    assert (made.description, made.headcount) == ("Two\nlines", 4)


WRONG = (
    ({"title": " "}, "title"),
    ({"begins": "25:00"}, "begins"),
    ({"ends": "09:00"}, "ends"),
    ({"headcount": "x"}, "headcount"),
    ({"attendees__1__email": "nobody"}, "attendees-1-email"),
    ({"answers__purpose": "dancing", "headcount": "4"}, ""),
    ({"scope": "some"}, ""),
)


def test_each_wrong_value_is_told_and_nothing_changes(app, single):
    alice = signed_in(app, ALICE)
    for wrong, told in WRONG:
        for step in ("preview", "confirm"):
            answer = send(alice, single, **typed(begins="13:00", ends="14:00", step=step) | _hyphens(wrong))
            assert answer.status_code in (200, 422), wrong
            assert not told or f'id="{told}-errors"' in answer.text, wrong
    assert the_booking().title == "商談"


def _hyphens(fields):
    return {name.replace("__", "-"): value for name, value in fields.items()}


def test_a_taken_time_is_told_with_others_by_one_click(app, single):
    book(wish(span(2, "13:00", "14:00")), by=person(CHARLIE), now=NOW)
    kims = the_booking().id
    alice = signed_in(app, ALICE)
    page = send(alice, single, **typed(begins="13:00", ends="14:00"))
    assert page.status_code == 200 and "cannot be made as it is" in page.text
    assert "room is taken from 12:45 to 14:00." in page.text and "Confirm the change" not in page.text
    refused = send(alice, single, **typed(begins="13:00", ends="14:00", step="confirm"))
    assert refused.status_code == 409 and "room is taken" in refused.text
    fields = form_with(page.text, "14:15–15:15") | {"step": "confirm"}
    assert alice.post(f"/reservations/{single}/change", data=fields).status_code == 303
    assert the_booking().id == kims
    db.session.rollback()
    page = alice.get(f"/reservations/{single}").text
    assert "14:15–15:15" in page


def test_against_the_rules_staff_need_a_written_reason(app, single):
    late = typed(begins="18:00", ends="19:00")
    page = send(signed_in(app, ALICE), single, **late)
    assert "outside the opening hours" in page.text and "Confirm the change" not in page.text
    bob = signed_in(app, BOB)
    assert "Confirm the change" not in send(bob, single, **late).text
    page = send(bob, single, **late | {"override_reason": "the mayor comes"})
    assert "Confirm the change" in page.text
    done = send(bob, single, **late | {"override_reason": "the mayor comes", "step": "confirm"})
    assert done.status_code == 303 and times() == ["02 18:00"]


def test_who_was_slower_sees_what_it_says_now_and_goes_on(app, single):
    alice, bob = signed_in(app, ALICE), signed_in(app, BOB)
    assert send(bob, single, **typed(title="Bob's", step="confirm")).status_code == 303
    for step in ("preview", "confirm"):
        page = send(alice, single, **typed(title="Alice's", step=step))
        text = html.unescape(page.text)
        assert page.status_code == 412 and "has been changed by somebody else" in text
        assert "Bob's" in text and 'value="Alice\'s"' in text and the_booking().title == "Bob's"
    assert 'name="revision" type="hidden" value="2"' in page.text
    assert send(alice, single, **typed(title="Alice's", revision="2", step="confirm")).status_code == 303
    for odd in ("x", "", "9" * 40, "-1"):
        assert send(alice, single, **typed(title="A", revision=odd, step="confirm")).status_code == 412


def test_a_whole_series_moves_and_what_was_changed_by_hand_stays(app, series):
    alice = signed_in(app, ALICE)
    moved = one(9, begins="14:00", ends="15:00", step="confirm")
    assert send(alice, series, **moved).status_code == 303
    page = send(alice, series, **weekly(starts_on="2026-12-03", revision="2"))
    assert "3 dates move" in page.text and "1 date keeps its time" in page.text
    send(alice, series, **weekly(starts_on="2026-12-03", revision="2", step="confirm"))
    assert times() == ["03 10:00", "09 14:00", "17 10:00", "24 10:00"]
    fields = weekly(starts_on="2026-12-03", begins="11:00", ends="12:00", revision="3", reset_by_hand="y")
    send(alice, series, **fields | {"step": "confirm"})
    assert times() == ["03 11:00", "10 11:00", "17 11:00", "24 11:00"]
    assert the_booking().dtstart == "2026-12-03T11:00:00"


def test_a_series_with_dates_in_the_way_goes_on_without_them(app, series):
    book(wish(span(9, "13:00", "14:00")), by=person(CHARLIE), now=NOW)
    alice = signed_in(app, ALICE)
    page = send(alice, series, **weekly(begins="13:00", ends="14:00"))
    assert "1 date cannot change as it was asked" in page.text and "3 dates move" in page.text
    assert "Free instead:" in page.text and "Confirm the change" not in page.text
    fields = form_with(page.text, "leave this one as it is") | {"step": "confirm"}
    assert alice.post(f"/reservations/{series}/change", data=fields).status_code == 303
    db.session.rollback()
    shown = alice.get(f"/reservations/{series}?lang=en").text.partition('class="history"')[0]
    assert shown.count("13:00–14:00") == 3 and shown.count("10:00–11:00") == 1


def test_one_date_has_its_own_time_space_and_title(app, series):
    alice = signed_in(app, ALICE)
    page = html.unescape(
        alice.get(f"/reservations/{series}/change?scope=one&recurrence_id=2026-12-09T10:00:00&lang=en").text
    )
    assert 'value="2026-12-09"' in page and "attendees-0-email" not in page and "repeats-freq" not in page
    done = send(
        alice, series, **one(9, title="特別", spaces="hall", begins="09:00", ends="10:00", step="confirm")
    )
    assert done.status_code == 303
    date = the_booking().occurrences[1]
    assert (date.title, date.space.slug, date.by_hand) == ("特別", "hall", True)
    assert the_booking().title == "定例" and times()[1] == "09 09:00"
    shown = html.unescape(alice.get(f"/reservations/{series}?lang=en").text)
    assert "特別" in shown and "Changed by hand" in shown and "Wed, Dec 9, 2026 10:00" in shown


def test_this_and_following_goes_on_as_another_series(app, series):
    alice = signed_in(app, ALICE)
    fields = weekly(
        scope="following", recurrence_id="2026-12-16T10:00:00", starts_on="2026-12-16", begins="13:00",
        ends="14:00",
    )  # fmt: skip
    page = send(alice, series, **fields)
    assert "go on as another" in page.text and "2 dates move" in page.text
    done = send(alice, series, **fields | {"step": "confirm"})
    made = the_booking()
    assert done.location == f"/reservations/{made.id}" and made.continues_id == series
    assert dates(made) == [("12-16T13:00", "confirmed"), ("12-23T13:00", "confirmed")]


def test_another_rule_adds_and_takes_away(app, series):
    alice = signed_in(app, ALICE)
    page = alice.get(f"/reservations/{series}/change?lang=en").text
    assert "As it does now" in page and 'value="4"' in page
    daily = weekly(
        repeats__freq="DAILY", repeats__every="1", repeats__ending="until", repeats__until="2026-12-04"
    )
    page = send(alice, series, **daily)
    assert "2 dates are added" in page.text and "3 dates are called off" in page.text
    assert "Every day, until" in page.text
    assert send(alice, series, **daily | {"step": "confirm"}).status_code == 303
    held = [at for at, status in dates(the_booking()) if status == "confirmed"]
    assert held == ["12-02T10:00", "12-03T10:00", "12-04T10:00"]


def test_one_more_date_is_left_out(app, series):
    alice = signed_in(app, ALICE)
    fields = weekly(repeats__leave_out="2026-12-16")
    assert "1 date is called off" in send(alice, series, **fields).text
    send(alice, series, **fields | {"step": "confirm"})
    assert [at for at, status in dates(the_booking()) if status == "confirmed"] == [
        "12-02T10:00", "12-09T10:00", "12-23T10:00",
    ]  # fmt: skip


def test_a_change_that_needs_approval_waits_beside_the_booking(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house(approval="always")
    made = book(wish(rrule="FREQ=WEEKLY;COUNT=2"), by=person(CHARLIE), now=NOW).id
    kim, bob = signed_in(app, CHARLIE), signed_in(app, BOB)
    assert post(bob, f"/reservations/{made}/approval", decision="approve").status_code == 303
    revision = str(the_booking().revision)
    asked = weekly(begins="13:00", ends="14:00", revision=revision, title="Talks", attendees__0__email="",
                   attendees__0__name="")  # fmt: skip
    page = send(kim, made, **asked)
    assert "2 dates need the approval of the staff" in page.text
    assert send(kim, made, **asked | {"step": "confirm"}).status_code == 303
    assert times() == ["02 10:00", "09 10:00"]
    shown = html.unescape(kim.get(f"/reservations/{made}?lang=en").text)
    assert shown.count("A change waits for the staff.") == 2 and "13:00–14:00" in shown
    asked_for = shown.split("Asked for:")[1].split("</p>")[0]
    assert asked_for.index("10:00–11:00") < asked_for.index("→") < asked_for.index("13:00–14:00")
    assert "A change waits for the staff already." in kim.get(f"/reservations/{made}/change?lang=en").text
    assert 'value="approve"' not in shown
    shown = bob.get(f"/reservations/{made}?lang=en").text
    assert shown.count('value="approve"') == 3  # of each date, and of all
    single = {"decision": "approve", "scope": "one", "recurrence_id": "2026-12-02T10:00:00"}
    assert post(bob, f"/reservations/{made}/approval", **single).status_code == 303
    assert times() == ["02 13:00", "09 10:00"]
    assert post(bob, f"/reservations/{made}/approval", decision="decline", reason="no").status_code == 303
    assert times() == ["02 13:00", "09 10:00"] and not the_booking().occurrences[1].pending


def test_who_may_change_it(app, series):
    found = {}
    for who in (ALICE, CAROL, CHARLIE, BOB, None):
        browser = signed_in(app, who)
        looked = browser.get(f"/reservations/{series}/change").status_code
        sent = post(
            browser, f"/reservations/{series}/change", **weekly(title="x", step="confirm", revision="9")
        )
        found[who] = (looked, sent.status_code)
    assert list(found.values()) == [(200, 412), (403, 403), (404, 404), (200, 412), (303, 303)]
    assert the_booking().title == "定例"


def test_what_is_over_or_not_there_cannot_be_changed(app, series, monkeypatch):
    alice = signed_in(app, ALICE)
    assert (
        alice.get(f"/reservations/{series}/change?scope=one&recurrence_id=2026-12-10T10:00").status_code
        == 422
    )
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=60))
    assert alice.get(f"/reservations/{series}/change").status_code in (303, 409)


def test_who_asked_for_a_change_withdraws_it_with_one_click(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house(approval="always")
    made = book(wish(rrule="FREQ=WEEKLY;COUNT=2"), by=person(CHARLIE), now=NOW).id
    kim, bob = signed_in(app, CHARLIE), signed_in(app, BOB)
    post(bob, f"/reservations/{made}/approval", decision="approve")
    asked = weekly(begins="13:00", ends="14:00", revision=str(the_booking().revision), attendees__0__email="",
                   attendees__0__name="", step="confirm")  # fmt: skip
    assert send(kim, made, **asked).status_code == 303
    shown = kim.get(f"/reservations/{made}?lang=en").text
    assert shown.count("Withdraw the change") == 2
    meant = {"scope": "one", "recurrence_id": "2026-12-02T10:00:00"}
    assert post(kim, f"/reservations/{made}/change/withdrawal", **meant).status_code == 303
    shown = kim.get(f"/reservations/{made}?lang=en").text
    assert "You no longer ask for this change." in shown and shown.count("Withdraw the change") == 1
    assert "withdrew the change that was asked for" in shown
    assert [bool(date.pending) for date in the_booking().occurrences] == [False, True]
    assert post(kim, f"/reservations/{made}/change/withdrawal", **meant).status_code == 409
