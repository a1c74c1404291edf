"""The screen at the door: what it shows to everybody, and what only a tablet of the staff's can do."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from booking import clock
from booking.actions.blackouts import Closing, add_blackout
from booking.actions.book import book
from booking.extensions import db
from booking.models import AuditEntry, Claim, Message, Policy, Reservation, Resource, Token
from booking.rules.requests import Override
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.web.booking_posts import ALICE
from tests.web.pages import Queries, post, signed_in

DOOR, STAFF = "/door/room", "staff@example.jp"
EN = f"{DOOR}?lang=en"


@pytest.fixture
def centre(app, monkeypatch):
    factories.house(check_in=True)
    now_is(monkeypatch, "10:07")


def now_is(monkeypatch, time: str, day: int = 2) -> None:
    monkeypatch.setattr(clock, "now", lambda: at(day, time) + timedelta(seconds=31))


def address(app, slug: str = "room") -> str:
    staff = signed_in(app, STAFF)
    page = post(staff, f"/admin/resources/of/{slug}/tablets", name="Left of the door")
    assert page.status_code == 201
    return re.search(r'value="http://localhost(/door/[^"]+)"', page.text)[1]


@pytest.fixture
def tablet(app, centre):
    browser, link = app.test_client(), address(app)
    assert post(browser, link, page=link).location == DOOR
    return browser


def touch(browser, what: str, **data):
    assert post(browser, f"{DOOR}/{what}?lang=en", **data).status_code == 303
    db.session.rollback()
    return browser.get(EN).text


def policy(**values) -> None:
    row = db.session.scalars(select(Resource).filter_by(slug="room")).one().policy
    for name, value in values.items():
        setattr(row, name, value)
    db.session.commit()


def big(page: str) -> str:
    return re.search(r'<p class="door-big">(.*?)</p>', page.partition("data-door")[2])[1]


def until(page: str) -> str:
    shown = re.search(r'<p class="door-until">(.*?)</p>', page.partition("data-door")[2])[1]
    return re.sub("<[^>]+>", "", shown)


def held() -> list[tuple]:
    rows = select(Claim.starts_at, Claim.ends_at).where(Claim.active).order_by(Claim.starts_at)
    return [tuple(row) for row in db.session.execute(rows)]


def test_everybody_sees_whether_it_is_free_and_until_when(app, centre, monkeypatch):
    book(wish(span(2, "11:00", "12:00"), title="秘密"), by=person(ALICE), now=NOW)
    browser = app.test_client()
    seen = {}
    for time in ("08:00", "10:07", "10:50", "11:30", "12:00", "18:00"):
        now_is(monkeypatch, time)
        page = browser.get(EN).text
        seen[time] = (big(page), until(page))
    assert seen == {
        "08:00": ("Closed", "It opens at 08:45."),
        "10:07": ("Free", "until 10:45"),
        "10:50": ("Being prepared", "until 11:00"),
        "11:30": ("Taken", "until 12:00"),
        "12:00": ("Free", "until 17:30"),
        "18:00": ("Closed", "It opens at Thu, Dec 3 08:45."),
    }
    assert "<button" not in page and "秘密" not in page and 'lang="en"' in page


def test_titles_stand_there_only_where_the_policy_shows_them(app, centre, monkeypatch):
    book(wish(span(2, "11:00", "12:00"), title="秘密"), by=person(ALICE), now=NOW)
    assert "秘密" not in signed_in(app, ALICE).get(DOOR).text
    policy(visibility="titles")
    assert "秘密" in app.test_client().get(f"{DOOR}/state").text


def test_the_address_opens_one_device_and_only_once(app, centre):
    link, other = address(app), app.test_client()
    assert other.get(link).status_code == 200 and other.get(link).status_code == 200
    assert post(app.test_client(), link, page=link).status_code == 303
    assert post(other, link, page=link).status_code == 410
    assert post(other, f"{DOOR}/booking", page="/door/hall/device/x", minutes="15").status_code == 403
    token = db.session.scalars(select(Token)).one()
    assert link.rpartition("/")[2] not in token.hash and token.kind == "device"


def test_an_address_is_too_old_after_a_week(app, centre, monkeypatch):
    link = address(app)
    now_is(monkeypatch, "10:08", day=9)
    assert post(app.test_client(), link, page=link).status_code == 410


def test_who_stands_there_takes_it_from_the_minute_that_has_begun(app, tablet):
    assert 'value="15"' in tablet.get(EN).text
    page = touch(tablet, "booking", minutes="30")
    assert (big(page), until(page)) == ("Taken", "until 10:37") and "It is yours now." in page
    made = db.session.scalars(select(Reservation)).one()
    assert (made.door, made.company_id, made.person_id, made.contact_email) == ("tablet", None, None, "")
    (date,) = made.occurrences
    assert (date.starts_at, date.ends_at, date.status) == (at(2, "10:07"), at(2, "10:37"), "confirmed")
    assert date.checked_in_at == clock.now()
    assert held() == [(at(2, "09:52"), at(2, "10:37"))]  # with the time to set up (D6)
    history = db.session.execute(
        select(AuditEntry.action, AuditEntry.actor_name)
        .filter_by(reservation_id=made.id)
        .order_by(AuditEntry.id)
    ).all()
    assert [tuple(one) for one in history] == [
        ("book", "Left of the door"),
        ("check_in", "Left of the door"),
    ]
    assert db.session.scalar(select(func.count(Message.id))) == 0


@pytest.mark.parametrize("minutes", ["", "45", "-15", "x", "99999999999999999999"])
def test_only_for_the_lengths_that_are_offered(tablet, minutes):
    assert big(touch(tablet, "booking", minutes=minutes)) == "Free" and held() == []


def test_only_so_long_as_it_is_free(app, tablet, monkeypatch):
    book(wish(span(2, "11:00", "12:00")), by=person(ALICE), now=NOW)
    page = tablet.get(EN).text
    assert re.findall(r'name="minutes" value="(\d+)"', page) == ["15", "30"]
    assert "taken by someone else" in touch(tablet, "booking", minutes="60")
    assert len(held()) == 1
    now_is(monkeypatch, "10:40")
    page = tablet.get(EN).text
    assert big(page) == "Free" and "It cannot be taken at the door right now." in page


def test_only_while_it_is_open(tablet, monkeypatch):
    now_is(monkeypatch, "17:10")
    assert re.findall(r'name="minutes" value="(\d+)"', tablet.get(EN).text) == ["15"]
    assert "opening hours" in touch(tablet, "booking", minutes="30")
    closing = Closing(None, span(2, "17:15", "18:00"), {"en": "Cleaning"})
    add_blackout(closing, by=person(STAFF), now=NOW)
    page = touch(tablet, "booking", minutes="15")
    assert until(page) == "until 17:15" and "Cleaning" in page and held() == []


@pytest.mark.parametrize(
    "values",
    [
        {"door_booking": False},
        {"approval": "always"},
        {"bookable_by": "local"},
        {"bookable_companies": [1]},
        {"max_duration": timedelta(minutes=10)},
        {"approval": "out_of_policy", "max_duration": timedelta(minutes=10)},
    ],
)
def test_only_where_the_policy_lets_anybody(tablet, values):
    policy(**values)
    assert 'name="minutes"' not in tablet.get(EN).text
    touch(tablet, "booking", minutes="15")
    assert held() == [] and db.session.scalar(select(func.count(Reservation.id))) == 0


def test_approval_of_somebody_elses_requests_is_no_hindrance(tablet):
    policy(approval="first_booking", min_notice=timedelta(hours=2))
    assert big(touch(tablet, "booking", minutes="60")) == "Taken"


def test_a_quota_of_companies_does_not_count_it(tablet):
    beneath = db.session.scalars(select(Policy).where(Policy.opening_hours.is_not(None))).one()
    beneath.quotas = [{"whose": "company", "measure": "number", "most": 1, "per": "day"}]
    db.session.commit()
    touch(tablet, "booking", minutes="15")
    book(wish(span(2, "14:00", "15:00")), by=person(ALICE), now=NOW)
    assert len(held()) == 2


def test_check_in_at_the_door(app, tablet, monkeypatch):
    book(wish(span(2, "11:00", "12:00")), by=person(ALICE), now=NOW)
    assert "/arrival" not in tablet.get(EN).text
    now_is(monkeypatch, "10:50")
    page = tablet.get(EN).text
    assert "Check in for" in page
    meant = dict(re.findall(r'name="(reservation_id|recurrence_id)" value="([^"]+)"', page))
    assert "/arrival" not in app.test_client().get(EN).text
    assert "You are checked in." in touch(tablet, "arrival", **meant)
    assert db.session.scalars(select(Reservation)).one().occurrences[0].checked_in_at == clock.now()
    assert "/arrival" not in tablet.get(EN).text


def test_a_meeting_ends_early_and_the_rest_is_free(app, tablet, monkeypatch):
    policy(teardown_time=timedelta(minutes=5))
    made = book(wish(span(2, "10:00", "11:00")), by=person(ALICE), now=NOW)
    before, mails = made.occurrences[0].sequence, db.session.scalar(select(func.count(Message.id)))
    page = touch(tablet, "end", reservation_id=str(made.id))
    assert (big(page), until(page)) == ("Being prepared", "until 10:12") and "It has ended." in page
    assert held() == [(at(2, "09:45"), at(2, "10:12"))]
    (date,) = db.session.scalars(select(Reservation)).one().occurrences
    assert (date.ends_at, date.sequence > before) == (at(2, "10:07"), True)
    assert db.session.scalar(select(func.count(Message.id))) == mails
    assert "changed" in touch(tablet, "end", reservation_id=str(made.id))
    page = signed_in(app, ALICE).get(f"/reservations/{made.id}?lang=en").text
    assert "Left of the door ended it early" in page


def test_who_waited_for_the_rest_is_told(app, tablet, monkeypatch):
    policy(setup_time=timedelta(0))
    first = book(wish(span(2, "10:00", "12:00")), by=person(ALICE), now=NOW).id
    kim, rest = person("kim@example.kr"), span(2, "11:00", "12:00")
    waiting = book(wish(rest, on_conflict="waitlist"), by=kim, now=NOW).id
    touch(tablet, "end", reservation_id=str(first))
    offered = db.session.scalars(select(Message.kind).filter_by(reservation_id=waiting)).all()
    assert offered == ["waitlisted", "offer"]


def test_a_tablet_reaches_nothing_behind_other_doors(app, tablet):
    other = book(wish(span(2, "10:00", "11:00"), spaces=("hall",)), by=person(ALICE), now=NOW).id
    assert "not allowed" in touch(tablet, "end", reservation_id=str(other))
    assert "not allowed" in touch(tablet, "arrival", reservation_id=str(other))
    for wrong in ("0", "-1", "x", "99999999999999", ""):
        assert "There is nothing here." in touch(tablet, "end", reservation_id=wrong)
    assert post(tablet, "/door/hall/booking", minutes="15").status_code == 403
    assert tablet.get(f"/reservations/{other}").status_code == 303


def test_a_date_of_a_series_that_is_elsewhere_today_is_out_of_reach(app, tablet):
    policy(recurring=True)
    elsewhere = (Override(datetime(2026, 12, 2, 10), span(2, "10:00", "11:00"), "hall"),)
    weekly = wish(span(2, "10:00", "11:00"), rrule="FREQ=WEEKLY;COUNT=2", overrides=elsewhere)
    made = book(weekly, by=person(ALICE), now=NOW).id
    for verb in ("end", "arrival"):
        touch(tablet, verb, reservation_id=str(made))
    dates = db.session.get_one(Reservation, made).occurrences
    assert dates[0].ends_at == at(2, "11:00") and dates[0].checked_in_at is None


def test_a_revoked_tablet_can_only_look(app, tablet):
    staff, token = signed_in(app, STAFF), db.session.scalars(select(Token)).one()
    page = staff.get("/admin/resources/of/room/tablets?lang=en").text
    assert "Left of the door" in page and "Not opened yet" not in page
    assert post(staff, f"/admin/resources/of/hall/tablets/{token.id}/revocation").status_code == 404
    assert post(staff, f"/admin/resources/of/room/tablets/{token.id}/revocation").status_code == 303
    assert "<button" not in tablet.get(EN).text
    assert post(tablet, f"{DOOR}/booking", minutes="15").status_code == 403


@pytest.mark.parametrize("name", ["", " ", "x" * 121])
def test_a_tablet_has_a_name(app, centre, name):
    assert post(signed_in(app, STAFF), "/admin/resources/of/room/tablets", name=name).status_code == 422
    assert db.session.scalar(select(func.count(Token.id))) == 0


def test_members_make_none(app, centre):
    alice = signed_in(app, ALICE)
    assert alice.get("/admin/resources/of/room/tablets").status_code == 403
    assert post(alice, "/admin/resources/of/room/tablets", name="x").status_code == 403


def test_the_parts_of_a_whole_have_to_be_free_too(app, centre):
    browser, link = app.test_client(), address(app, "hall")
    post(browser, link, page=link)
    assert 'value="15"' in browser.get("/door/hall").text
    book(wish(span(2, "10:15", "11:00"), spaces=("desk-1",)), by=person(ALICE), now=NOW)
    page = browser.get("/door/hall").text
    assert 'value="15"' not in page and "door-free" in page


def test_it_asks_the_database_as_often_however_much_there_is(app, tablet):
    def asked() -> int:
        with Queries() as queries:
            assert tablet.get(f"{DOOR}/state").status_code == 200
        return queries.count

    tablet.get(DOOR)
    few = asked()
    for hour in (11, 13, 15):
        book(wish(span(2, f"{hour}:00", f"{hour}:30")), by=person(ALICE), now=NOW)
    assert asked() <= few + 3 and few <= 14


def test_an_unknown_door(app, centre):
    for path in ("/door/nowhere", "/door/nowhere/state", "/door/projector-1"):
        assert app.test_client().get(path).status_code == 404
