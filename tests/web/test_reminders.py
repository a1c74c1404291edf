"""When somebody is reminded: chosen on the account, behind a reminder's link, or with one click."""

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.book import book
from booking.extensions import db
from booking.jobs.tick import remind
from booking.models import Attendee, AuditEntry, Message, ReminderChoice
from booking.rules.links import REMINDERS, REPLY, signed
from booking.rules.requests import Invited
from tests import factories
from tests.factories import NOW, person, wish
from tests.web.pages import post, signed_in

LI, SATO = "li@example.in", "sato@example.jp"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def settings_of_app():
    return {"SECRET_KEY_FALLBACKS": "an older key"}


@pytest.fixture
def made(app, monkeypatch) -> int:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()
    guests = (Invited(LI, "李", "en", "Asia/Kolkata"),)
    return book(wish(title="商談", attendees=guests), by=person(SATO), now=NOW, answer=lambda one: one.id)


def li() -> Attendee:
    db.session.rollback()
    return db.session.scalars(select(Attendee).filter_by(email=LI)).one()


def link(key: str = "tests", purpose: str = REMINDERS, generation: int = 0) -> str:
    return f"/reminders/{signed(key, purpose, li().id, generation)}"


def kept(email: str = LI) -> list[int] | None:
    db.session.rollback()
    return db.session.scalar(select(ReminderChoice.leads).filter_by(email=email))


def leads(email: str = LI) -> list[int]:
    """Of the reminders that wait for them."""
    db.session.rollback()
    keys = db.session.scalars(select(Message.key).filter_by(kind="reminder", recipient=email))
    return sorted((int(key.split(":")[-2]) for key in keys), reverse=True)


def send(client, path: str, **data):
    return post(client, path, page=path, **data)


def test_a_look_changes_nothing(client, made):
    page = client.get(link())
    assert page.status_code == 200 and LI in page.text and 'value="as_space"' in page.text
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("no-referrer", "no-store")
    looked = client.get(f"{link()}/one-click")
    assert (looked.status_code, looked.location) == (303, link())
    assert client.head(link()).status_code == 200 and client.head(f"{link()}/one-click").status_code == 303
    assert kept() is None and leads() == [1440, 60]


def test_a_guest_chooses_without_signing_in_and_the_clock_makes_them_anew(client, made):
    answer = send(client, link(), when="own", leads=["15", "180"])
    assert (answer.status_code, answer.location) == (303, link())
    assert kept() == [180, 15] and leads() == [] and leads(SATO) == [1440, 60]
    assert remind(NOW) == 2 and leads() == [180, 15]
    page = client.get(link()).text
    assert 'value="180" checked' in page and 'value="60" checked' not in page
    entry = db.session.scalars(select(AuditEntry).filter_by(action="choose_reminders")).one()
    assert (entry.door, entry.actor_name, entry.after) == ("link", "李", {"leads": [180, 15]})
    assert send(client, link(), when="as_space").status_code == 303
    assert kept() is None and remind(NOW) == 2 and leads() == [1440, 60]


def test_the_page_is_in_the_guests_language(client, made):
    li().locale = "ko"
    db.session.commit()
    assert '<html lang="ko">' in client.get(link(), headers={"Accept-Language": "ja"}).text


@pytest.mark.parametrize(
    "wrong", [{"when": "own"}, {"when": "sometimes"}, {"when": "own", "leads": ["1"]},
              {"when": "own", "leads": ["10081"]}, {"when": "own", "leads": ["x"]},
              {"when": "own", "leads": ["15", "15"]}],
)  # fmt: skip
def test_a_wrong_choice_is_told_and_changes_nothing(client, made, wrong):
    answer = send(client, link(), **wrong)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert kept() is None and leads() == [1440, 60]


def test_one_click_ends_them_without_a_cookie(app, made):
    answer = app.test_client(use_cookies=False).post(f"{link()}/one-click", data=ONE_CLICK)
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert kept() == [] and leads() == [] and leads(SATO) == [1440, 60]
    assert remind(NOW) == 0
    again = app.test_client(use_cookies=False).post(f"{link()}/one-click", data=ONE_CLICK)
    assert again.status_code == 200 and kept() == []


def test_only_one_click_needs_no_csrf_token(client, made):
    assert client.post(link(), data={"when": "never"}).status_code == 400
    assert client.post(link(), data=ONE_CLICK).status_code == 400
    assert client.post(f"{link()}/one-click", data={"when": "never"}).status_code == 303
    assert kept() is None and leads() == [1440, 60]


def test_other_links_open_nothing(client, made):
    reply = link(purpose=REPLY)
    wrong = [link("another key"), reply, link(generation=1), link()[:-1], "/reminders/x", "/reminders/1-한국"]
    assert [client.get(path).status_code for path in wrong] == [404] * len(wrong)
    clicked = [client.post(f"{path}/one-click", data=ONE_CLICK).status_code for path in wrong]
    assert clicked == [404] * len(wrong) and kept() is None
    assert client.get(reply.replace("reminders", "reply")).status_code == 200
    assert client.get(link().replace("reminders", "reply")).status_code == 404
    assert client.get(link("an older key")).status_code == 200


def test_a_revoked_link_is_dead_and_the_next_mails_is_not(client, made):
    old = link()
    li().generation = 1
    db.session.commit()
    assert client.get(old).status_code == 404
    assert client.post(f"{old}/one-click", data=ONE_CLICK).status_code == 404
    assert client.get(link(generation=1)).status_code == 200


def test_who_was_taken_off_the_list_can_still_end_them(client, made):
    li().removed = True
    db.session.commit()
    assert client.post(f"{link()}/one-click", data=ONE_CLICK).status_code == 200 and kept() == []


def test_the_account_shows_and_keeps_ones_own(app, made):
    sato = signed_in(app, SATO)
    page = sato.get("/account").text
    assert 'name="leads" value="10080"' in page and 'name="leads" value="15"' in page
    answer = post(sato, "/account/reminders", when="own", leads=["30"])
    assert answer.status_code == 303 and kept(SATO) == [30] and leads(SATO) == [] and leads() == [1440, 60]
    assert remind(NOW) == 1 and leads(SATO) == [30]
    assert 'value="30" checked' in sato.get("/account").text
    assert post(sato, "/account/reminders", when="own").status_code == 422 and kept(SATO) == [30]
    assert post(sato, "/account/reminders", when="never").status_code == 303 and kept(SATO) == []
    assert 'value="never"' in sato.get("/account").text and leads(SATO) == []


def test_nobody_chooses_for_an_account(app, made):
    nobody = signed_in(app, None)
    assert post(nobody, "/account/reminders", when="never").location.startswith("/sign-in")
    assert signed_in(app, SATO).post("/account/reminders", data={"when": "never"}).status_code == 400


def test_language_and_clock_hold_for_what_is_still_to_be_told(app, made):
    sato = signed_in(app, SATO)
    post(sato, "/account", locale="ko", tzid="America/New_York")
    db.session.rollback()
    columns = select(Attendee.email, Attendee.locale, Attendee.tzid).order_by(Attendee.id)
    assert [tuple(row) for row in db.session.execute(columns)] == [
        (SATO, "ko", "America/New_York"),
        (LI, "en", "Asia/Kolkata"),
    ]
    waiting = select(Message.locale, Message.tzid, Message.kind).filter_by(recipient=SATO)
    assert {tuple(row) for row in db.session.execute(waiting)} == {
        ("ko", "America/New_York", "invitation"),
        ("ko", "America/New_York", "reminder"),
    }
    assert leads(SATO) == [1440, 60] and remind(NOW) == 0
