"""Staff book while they talk: who it is, when there is room, and the booking."""

import html
import re
from dataclasses import replace

import pytest

from booking import clock
from booking.actions.book import book
from booking.extensions import db
from booking.models import Centre, Company, User
from booking.queries.callers import caller, callers, last_bookings
from booking.rules.requests import BookedFor
from tests import factories
from tests.factories import NOW, person, span, wish
from tests.web.booking_posts import ALICE, BOB, CHARLIE, bookings, form_with, the_booking
from tests.web.pages import Queries, post, signed_in

AT = "/desk/counter"
YAMADA = BookedFor("山田花子", company="山田商店", phone="011-555-0123", reading="ヤマダハナコ")


@pytest.fixture
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()
    sato = db.session.query(User).filter_by(email=ALICE).one()
    sato.name, sato.reading, sato.phone = "佐藤一郎", "サトウイチロウ", "+81 (11) 555.0188"
    sato.company.reading = "ホッカイソフト"
    db.session.get(Centre, 1).phone = "+81 11 000 0000"
    db.session.commit()
    book(wish(span(3, "10:00", "11:00"), booked_for=YAMADA), by=replace(person(BOB), door="phone"), now=NOW)


@pytest.fixture
def staff(app, centre):
    browser = signed_in(app, BOB)
    browser.get("/?lang=en")
    return browser


def page(browser, address=AT) -> str:
    return html.unescape(browser.get(address).text)


def found(text: str) -> list[str]:
    return [one.key.split("-")[0] + ":" + (one.name or one.company) for one in callers(text)]


@pytest.mark.parametrize(
    "text, names",
    [
        ("さとう", ["person:佐藤一郎"]),
        ("ﾔﾏﾀﾞ", ["contact:山田花子"]),
        ("SATO@", ["person:佐藤一郎"]),
        ("5550123", ["contact:山田花子"]),
        ("(011) 555-0123", ["contact:山田花子"]),
        ("+81 11 555 0123", ["contact:山田花子"]),
        ("+81 (0)11-555-0123", ["contact:山田花子"]),
        ("+81115550123", ["contact:山田花子"]),
        ("０１１－５５５－０１２３", ["contact:山田花子"]),
        ("+82 11 555 0123", []),
        ("011 555 0188", ["person:佐藤一郎"]),
        ("ほっかい", ["person:suzuki", "person:佐藤一郎", "company:北海ソフト"]),
        ("한빛", ["person:kim", "company:한빛정보"]),
        ("%", []),
        ("", []),
    ],
)
def test_somebody_is_found_by_any_of_their_names(centre, text, names):
    assert found(text) == names


def test_who_it_is_by_a_key(centre):
    yamada = callers("山田")[0]
    assert caller(yamada.key) == yamada and yamada.phone == "011-555-0123"
    assert [date.reservation.contact_name for date in last_bookings(yamada)] == ["山田花子"]
    for nonsense in ("", "person", "person-", "person-x", "person-99999999999", "nobody-1", "person-999"):
        assert caller(nonsense) is None


def test_two_of_one_name_and_without_a_company_are_two_people(centre):
    for day, phone in ((8, "011-555-0001"), (9, "011-555-0002")):
        who = BookedFor("鈴木一", phone=phone)
        book(wish(span(day, "10:00", "11:00"), booked_for=who), by=person(BOB), now=NOW)
    both = callers("鈴木一")
    assert [one.phone for one in both] == ["011-555-0002", "011-555-0001"]
    theirs = [[date.reservation.contact_phone for date in last_bookings(one)] for one in both]
    assert theirs == [["011-555-0002"], ["011-555-0001"]]


def test_the_screen_goes_from_a_name_to_a_booking(app, staff):
    heard = page(staff, f"{AT}?space=room&q=ヤマダ")
    who = re.search(r'href="(/desk/counter\?[^"]*caller=contact[^"]*)"', heard)[1]
    shown = page(staff, who)
    assert "Their last bookings" in shown and 'value="011-555-0123"' in shown and 'value="山田商店"' in shown
    said = "On Tuesday, December 1, 2026 from 09:00 to 10:00, room."
    address = re.search(rf'<a href="([^"]+)">{re.escape(said)}</a>', shown)[1]
    ready = page(staff, address)
    assert 'value="2026-12-01"' in ready and 'value="09:00"' in ready and 'value="山田花子"' in ready
    typed = {
        "key": "k", "spaces": "room", "title": "面談", "starts_on": "2026-12-01", "begins": "09:30",
        "ends": "10:30", "answers-purpose": "talks", "booked_for-name": "山田花子",
        "booked_for-phone": "011-555-0123", "booked_for-door": "counter",
    }  # fmt: skip
    answer = post(staff, AT, page=AT, **typed)
    made = the_booking()
    assert answer.location == f"/reservations/{made.id}"
    assert (made.contact_name, made.door, made.status) == ("山田花子", "counter", "confirmed")
    assert post(staff, AT, **typed).location == answer.location and bookings() == 2


def test_what_is_refused_comes_back_to_the_screen(app, staff):
    typed = {
        "key": "k", "spaces": "room", "title": "面談", "starts_on": "2026-12-03", "begins": "10:00",
        "ends": "11:00", "answers-purpose": "talks", "booked_for-name": "Park", "booked_for-door": "phone",
    }  # fmt: skip
    refused = post(staff, AT, page=AT, **typed)
    assert refused.status_code == 409 and "Counter and telephone" in refused.text
    fields = form_with(refused.text, "11:15")
    assert f'action="{AT}"' in refused.text and post(staff, AT, **fields).status_code == 303
    looked_at = post(staff, AT, **typed | {"begins": "14:00", "ends": "15:00", "step": "check"})
    assert looked_at.status_code == 200 and "confirmed at once" in looked_at.text and bookings() == 2


def test_a_rule_is_broken_only_with_a_reason_and_the_ledger_never(app, staff):
    typed = {
        "key": "k", "spaces": "room", "title": "面談", "starts_on": "2026-12-02", "begins": "19:00",
        "ends": "20:00", "answers-purpose": "talks", "booked_for-name": "Park", "booked_for-door": "visit",
    }  # fmt: skip
    assert post(staff, AT, page=AT, **typed).status_code == 422
    assert post(staff, AT, **typed, override_reason="The mayor comes").status_code == 303
    taken = typed | {"starts_on": "2026-12-03", "begins": "10:00", "ends": "11:00"}
    assert post(staff, AT, **taken, override_reason="The mayor comes").status_code == 409


def test_an_application_is_printed_and_nothing_is_booked(app, staff):
    typed = {
        "spaces": "room", "title": "면담", "starts_on": "2026-12-02", "begins": "10:00", "ends": "11:00",
        "answers-purpose": "talks", "equipment-projector": "2", "headcount": "4", "booked_for-name": "박영희",
        "booked_for-company": "한빛정보", "booked_for-locale": "ko", "step": "application",
    }  # fmt: skip
    sheet = post(staff, AT, page=AT, **typed)
    assert sheet.status_code == 200 and 'lang="ko"' in sheet.text and bookings() == 1
    for told in ("박영희", "한빛정보", "면담", "10:00–11:00", "× 2", "Talks"):
        assert told in sheet.text
    assert post(staff, AT, **typed | {"begins": "x"}).status_code == 422


def test_a_company_is_counted_by_its_name(app, staff):
    key = next(one.key for one in callers("한빛") if one.kind == "company")
    shown = page(staff, f"{AT}?caller={key}")
    assert 'value="한빛정보"' in shown and '<option selected value="ko">' in shown
    typed = {
        "key": "k", "spaces": "room", "title": "x", "starts_on": "2026-12-02", "begins": "10:00",
        "ends": "11:00", "answers-purpose": "talks", "booked_for-name": "Park",
        "booked_for-company": "한빛정보", "booked_for-door": "phone",
    }  # fmt: skip
    post(staff, AT, page=AT, **typed)
    assert the_booking().company_id == db.session.query(Company).filter_by(name="한빛정보").one().id


def test_it_is_for_staff(app, centre):
    assert signed_in(app, ALICE).get(AT).status_code == 403
    assert "/sign-in" in signed_in(app, None).get(AT).location
    assert post(signed_in(app, CHARLIE), AT, title="x").status_code == 403


def test_nonsense_in_the_address_is_passed_over(app, staff):
    for query in ("on=x", "on=0001-01-01", "space=nowhere", "length=soon", "starts_at=x", "caller=x", "q=%"):
        assert staff.get(f"{AT}?{query}").status_code == 200


def test_more_bookings_cost_no_more_queries(app, staff):
    counts = []
    for day in (8, 9, 10):
        key = callers("山田")[0].key
        with Queries() as asked:
            staff.get(f"{AT}?caller={key}")
        counts.append(asked.count)
        book(wish(span(day, "10:00", "11:00"), booked_for=YAMADA), by=person(BOB), now=NOW)
    assert counts[1] == counts[2]
