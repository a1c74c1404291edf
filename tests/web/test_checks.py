"""A booking is looked at while it is typed: the desk's own judgement, and nothing of it stays."""

import html
import re

import pytest
from sqlalchemy import func, select

from booking import clock
from booking.actions.book import book
from booking.extensions import db
from booking.models import AuditEntry, Claim, IdempotencyKey, Message, Refusal, Reservation
from booking.web import checks
from booking.web.feed_pace import Pace
from tests import factories
from tests.factories import NOW, person, span, wish
from tests.said import said
from tests.web.booking_posts import ALICE, BOB, CHARLIE, form_with, submit, the_booking, typed, weekly
from tests.web.pages import Queries, post, signed_in

WRITTEN = (Reservation, Claim, Message, AuditEntry, IdempotencyKey, Refusal)


@pytest.fixture
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(checks, "_pace", Pace())
    factories.house()


def check(browser, fields=None, **more):
    return post(browser, "/reservations/check", **(fields or typed(**more)))


def shown(answer) -> str:
    return html.unescape(answer.text)


def rows() -> list[int]:
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(table)) for table in WRITTEN]


def test_what_can_be_booked_is_said_and_nothing_is_written(app, centre):
    before = rows()
    answer = check(signed_in(app, ALICE))
    assert answer.status_code == 200 and rows() == before
    assert said("ja", "This can be booked, and is confirmed at once.") in shown(answer)
    assert "data-checked" in answer.text and "<html" not in answer.text


def test_a_refusal_has_the_words_of_the_page_that_refuses(app, centre):
    book(wish(), by=person(CHARLIE), now=NOW)
    browser, before = signed_in(app, ALICE), rows()
    looked_at = check(browser)
    assert looked_at.status_code == 200 and rows() == before
    refused = submit(browser, typed())
    assert refused.status_code == 409
    for sentence in re.findall(r"<li>([^<>]+)</li>", refused.text):
        assert sentence in looked_at.text
    times = re.compile(r'<time datetime="[^"]+">')
    offered = re.findall(r'<ul class="offers">(.*?)</ul>', looked_at.text, re.S)[0]
    assert times.findall(offered) == times.findall(
        re.findall(r'<ul class="offers">(.*?)</ul>', refused.text, re.S)[0]
    )


def test_another_time_is_filled_in_by_one_click_and_looked_at_again(app, centre):
    book(wish(), by=person(CHARLIE), now=NOW)
    browser = signed_in(app, ALICE)
    fields = form_with(check(browser).text, "11:15")
    assert fields["step"] == "check"
    page = submit(browser, fields)
    assert page.status_code == 200 and re.search(r'<input [^>]*name="begins"[^>]* value="11:15"', page.text)
    assert said("ja", "This can be booked, and is confirmed at once.") in shown(page)
    assert rows()[0] == 1


def test_what_is_empty_is_no_mistake_yet(app, centre):
    answer = check(signed_in(app, ALICE), title="", answers__purpose="")
    assert said("ja", "Nothing speaks against it so far. Some details are missing.") in shown(answer)
    assert 'href="#title"' in answer.text and 'href="#answers-purpose"' in answer.text
    book(wish(), by=person(CHARLIE), now=NOW)
    taken = check(signed_in(app, ALICE), title="")
    assert said("ja", "This time has just been taken by someone else.") in shown(taken)


def test_a_series_is_read_back_as_a_sentence_with_what_was_decided(app, centre):
    book(wish(span(9, "10:00", "11:00")), by=person(CHARLIE), now=NOW)
    browser = signed_in(app, ALICE)
    browser.get("/?lang=en")
    clash = check(browser, weekly(4))
    assert "Every week on Wednesday, 4 times" in shown(clash)
    assert "4 dates: the first is Wed, Dec 2, 2026, the last is Wed, Dec 23, 2026." in shown(clash)
    assert "1 date cannot be booked as it is" in shown(clash)
    fields = form_with(clash.text, "Leave this date out")
    left = check(browser, fields)
    assert "Every week on Wednesday, 3 times" in shown(left) and "December 9, 2026 is left out" in shown(left)
    assert 'name="instead-2026-12-09T10:00:00" value="out" checked' in left.text
    assert "This can be booked, and is confirmed at once." in shown(left)
    moved = check(browser, form_with(clash.text, "Take the nearest free time for it"))
    assert "December 9, 2026 is moved to" in shown(moved)


def test_how_much_equipment_is_left_then(app, centre):
    first = wish(equipment={"projector": 1}, spaces=("hall",), answers={})
    book(first, by=person(CHARLIE), now=NOW)
    browser = signed_in(app, ALICE)
    browser.get("/?lang=en")
    assert "1 of 2 are free at that time." in check(browser).text
    assert "2 of 2 are free at that time." in check(browser, begins="11:00", ends="12:00").text
    assert "1 of 2 are free at that time." in check(browser, weekly(2)).text
    page = browser.get("/reservations/new?space=room&starts_at=2026-12-02T10:00&duration=60")
    assert "1 of 2 are free at that time." in page.text


def test_the_mails_are_shown_as_each_reader_will_read_them(app, centre):
    browser = signed_in(app, ALICE)
    assert "<pre" not in check(browser).text
    answer = check(browser, mails="1", attendees__0__locale="zh_Hant")
    assert 'lang="zh-Hant"' in answer.text and 'lang="ja"' in answer.text and "li@example.tw" in answer.text
    (token,) = set(re.findall(r"/reply/([\w-]+)", answer.text))
    submit(browser, typed(attendees__0__locale="zh_Hant"))
    ids = {str(person.id) for person in the_booking().attendees}
    assert browser.get(f"/reply/{token}").status_code == 404
    assert app.config["DATABASE_URL"].startswith("postgresql") or token.split("-")[0] in ids


def test_what_staff_are_told_is_for_staff(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house(approval="always")
    answer = check(signed_in(app, ALICE), mails="1")
    wait = said("ja", "This can be requested. The time is held until the staff have decided.")
    assert wait in shown(answer) and answer.text.count("<pre") == 1 and BOB not in answer.text
    for_another = typed(mails="1", booked_for__name="Park", booked_for__email=CHARLIE)
    assert check(signed_in(app, BOB), for_another).text.count("<pre") == 2


def test_a_stranger_is_asked_in_and_a_foreign_form_is_refused(app, centre):
    assert "/sign-in" in check(signed_in(app, None)).location
    assert signed_in(app, ALICE).post("/reservations/check", data=typed()).status_code == 400
    assert signed_in(app, ALICE).get("/reservations/check").status_code == 405


def test_who_asks_too_often_waits(app, centre, monkeypatch):
    monkeypatch.setattr(checks, "MOST", 2)
    browser = signed_in(app, ALICE)
    assert [check(browser).status_code for _ in range(3)] == [200, 200, 429]
    assert check(signed_in(app, CHARLIE)).status_code == 200


def test_nonsense_is_told_and_is_no_error(app, centre):
    browser = signed_in(app, ALICE)
    for more in ({"begins": "x"}, {"spaces": "nowhere"}, {"repeats__freq": "HOURLY"}, {"starts_on": ""}):
        assert check(browser, **more).status_code == 200
    strange = typed() | {"instead-x": "out", "instead-2026-12-09T10:00:00": "nonsense"}
    assert check(browser, strange).status_code == 200


def test_a_longer_series_asks_the_database_no_more_often(app, centre):
    browser = signed_in(app, ALICE)
    counts = []
    for times in (3, 12):
        check(browser, weekly(times))
        with Queries() as asked:
            check(browser, weekly(times))
        counts.append(asked.count)
    assert counts[1] - counts[0] <= 2 * 9  # its rows and their claims alone


def test_the_title_that_is_filled_in(app, centre):
    address = "/reservations/new?space=room&starts_at=2026-12-02T10:00"
    assert 'value="北海ソフト"' in signed_in(app, ALICE).get(address).text
    assert re.search(r'<input [^>]*name="title"[^>]* value=""', signed_in(app, BOB).get(address).text)
    assert 'value="Fair"' in signed_in(app, ALICE).get(f"{address}&title=Fair").text
