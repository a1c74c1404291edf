"""An invited person's link: a look never answers, and only the genuine link opens anything."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.extensions import db
from booking.models import Attendee, AuditEntry, Resource
from booking.queries.reservations import reservation
from booking.rules.links import REPLY, signed
from booking.rules.requests import Invited
from tests import factories
from tests.factories import NOW, person, wish
from tests.web.pages import post

LI = "li@example.in"


@pytest.fixture
def settings_of_app():
    return {"SECRET_KEY_FALLBACKS": "an older key,the oldest"}


@pytest.fixture
def made(app, monkeypatch) -> int:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()
    room = db.session.scalars(select(Resource).filter_by(slug="room")).one()
    room.texts, room.phone = {"access": {"en": "From the station, on foot."}}, "+81 11 807 6000"
    db.session.commit()
    guests = (Invited(LI, "李", "en", "Asia/Kolkata"),)
    return book(wish(title="商談", attendees=guests), by=person("sato@example.jp"), now=NOW).id


def li() -> Attendee:
    db.session.rollback()
    return db.session.scalars(select(Attendee).filter_by(email=LI)).one()


def link(key: str = "tests", purpose: str = REPLY, generation: int = 0) -> str:
    return f"/reply/{signed(key, purpose, li().id, generation)}"


def send(client, path: str, **data):
    return post(client, path, page=path, **data)


def test_the_page_shows_the_meeting_and_does_not_answer(client, made):
    answer = client.get(link())
    for told in (
        "商談",
        "10:00–11:00",
        "06:30–07:30",
        "From the station",
        "+81 11 807 6000",
        "sato",
        "北海ソフト",
    ):
        assert told in answer.text
    assert (
        answer.headers["Referrer-Policy"] == "no-referrer" and answer.headers["Cache-Control"] == "no-store"
    )
    assert client.head(link()).status_code == 200 and li().partstat == "NEEDS-ACTION"


def test_the_page_is_in_the_attendees_language(client, made):
    li().locale = "ko"
    db.session.commit()
    page = client.get(link(), headers={"Accept-Language": "ja"}).text
    assert '<html lang="ko">' in page


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_an_answer_is_noted_with_its_note(client, made, partstat):
    answer = send(client, link(), partstat=partstat, comment="with my\r\ncolleague")
    assert answer.status_code == 303 and answer.location == link()
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert (li().partstat, li().comment) == (partstat, "with my\ncolleague")
    entry = db.session.scalars(select(AuditEntry).filter_by(action="reply")).one()
    assert (entry.actor_id, entry.door, entry.actor_name) == (None, "link", "李")
    page = client.get(link()).text
    assert (
        f'value="{partstat}" checked' in page
        or f'checked id="partstat-{partstat}"' in page
        or "checked" in page
    )


def test_an_answer_can_be_changed(client, made):
    send(client, link(), partstat="ACCEPTED")
    send(client, link(), partstat="DECLINED")
    assert li().partstat == "DECLINED"


@pytest.mark.parametrize(
    "wrong", [{}, {"partstat": "DELEGATED"}, {"partstat": "ACCEPTED", "comment": "x" * 1001}]
)
def test_a_wrong_answer_is_told(client, made, wrong):
    answer = send(client, link(), **wrong)
    assert answer.status_code == 422 and "-errors" in answer.text and li().partstat == "NEEDS-ACTION"


def test_an_answer_needs_the_csrf_token(client, made):
    assert client.post(link(), data={"partstat": "ACCEPTED"}).status_code == 400
    assert li().partstat == "NEEDS-ACTION"


@pytest.mark.parametrize("key", ["an older key", "the oldest"])
def test_a_link_under_an_older_key_is_still_good(client, made, key):
    assert client.get(link(key)).status_code == 200


def test_other_links_open_nothing(client, made):
    own = link()
    wrong = [
        link("another key"),
        link(purpose="join"),
        link(generation=1),
        own[:-1],
        own + "A",
        f"/reply/{li().id}-",
        "/reply/x",
        "/reply/999999999999999-" + "A" * 24,
        "/reply/1-한국",
    ]
    assert [client.get(path).status_code for path in wrong] == [404] * len(wrong)
    found = [send(client, path, partstat="ACCEPTED") for path in [own]]
    assert found[0].status_code == 303
    li().generation = 1
    db.session.commit()
    assert client.get(own).status_code == 404 and client.get(link(generation=1)).status_code == 200


def refuses(client, monkeypatch, told: str) -> None:
    page = client.get(link())
    assert page.status_code == 200 and told in page.text and 'name="partstat"' not in page.text
    token = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(link(), data={"csrf_token": token, "partstat": "ACCEPTED"})
    assert answer.status_code == 409 and li().partstat == "NEEDS-ACTION"


def test_what_was_called_off_takes_no_answer(client, made, monkeypatch):
    cancel(made, by=person("sato@example.jp"), now=NOW)
    refuses(client, monkeypatch, "has been called off")


def test_what_is_over_takes_no_answer(client, made, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=2))
    refuses(client, monkeypatch, "This meeting is over")


def test_an_answer_without_a_choice_is_asked_for_one(client, made):
    refused = send(client, f"{link()}?lang=en", comment="Late")
    assert refused.status_code == 422 and "Please choose an answer." in refused.text
    assert li().partstat == "NEEDS-ACTION"


def test_one_date_of_a_series_is_answered_by_itself(app, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()
    guests, by = (Invited(LI, "李", "en", "Asia/Kolkata"),), person("sato@example.jp")
    made = book(wish(attendees=guests, rrule="FREQ=WEEKLY;COUNT=3"), by=by, now=NOW).id
    page = client.get(link()).text
    assert page.split('name="recurrence_id"')[1].split("</select>")[0].count("<option") == 4
    send(client, link(), partstat="ACCEPTED")
    second = "2026-12-09T10:00:00"
    assert send(client, link(), partstat="DECLINED", recurrence_id=second).status_code == 303
    db.session.remove()
    found = reservation(made)
    (guest,) = (one for one in found.attendees if one.email == LI)
    assert [guest.partstat_on(date) for date in found.occurrences] == ["ACCEPTED", "DECLINED", "ACCEPTED"]
    page = client.get(link()).text
    assert page.count('<span class="badge">Cannot come</span>') == 1
    page = client.get(f"{link()}?date={second}").text
    assert f'<option selected value="{second}">' in page and 'checked id="partstat-2"' in page
    other = client.get(f"{link()}?date=2026-12-10T10:00:00").text.split('name="recurrence_id"')[1]
    assert '<option selected value="2' not in other.split("</select>")[0]
    assert send(client, link(), partstat="DECLINED", recurrence_id="2026-12-10T10:00:00").status_code == 422
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=9))
    assert send(client, link(), partstat="ACCEPTED", recurrence_id=second).status_code == 409
    assert li().partstat_on(found.occurrences[1]) == "DECLINED"
