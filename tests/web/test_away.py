"""The way into a meeting on a conference server that has pages of its own, and its end there."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.extensions import db
from booking.jobs.meetings import NotEnded, end_meetings
from booking.models import Attendance, Meeting
from tests import factories
from tests.factories import NOW, at, person, wish
from tests.relay.stage import GUESTS, LI, SATO
from tests.video.fake_galene import galene
from tests.web.pages import post
from tests.web.test_join import attendee, link

OPEN, EARLY, OVER = at(2, "10:05"), at(2, "09:49"), at(2, "11:11")


@pytest.fixture
def server():
    with galene() as server:
        server.now = lambda: clock.now()
        yield server


@pytest.fixture
def settings_of_app(server):
    login = {"GALENE_USER": "booking", "GALENE_PASSWORD": "adminpw"}
    return {"VIDEO_PROVIDER": "galene", "GALENE_URL": server.url, **login}


@pytest.fixture
def made(app, monkeypatch) -> int:
    factories.house()
    monkeypatch.setattr(clock, "now", lambda: OPEN)
    wanted = wish(title="商談", attendees=GUESTS, video=True)
    return book(wanted, by=person(SATO), now=NOW, answer=lambda one: one.id)


def rows(of) -> list:
    db.session.rollback()
    return list(db.session.scalars(select(of).order_by(of.id)))


def test_a_look_admits_nobody_and_a_click_leads_there(client, made, server):
    page = client.get(link())
    assert page.status_code == 200 and '<form method="post"' in page.text
    assert f"form-action 'self' {server.url}" in page.headers["Content-Security-Policy"]
    assert not server.groups and not rows(Attendance)
    answer = post(client, link(), link())
    assert answer.status_code == 303 and answer.headers["Cache-Control"] == "no-store"
    (group,) = server.groups.values()
    assert datetime.fromisoformat(group["not-before"]) == at(2, "09:50")
    token = parse_qs(urlsplit(answer.location).query)["token"][0]
    assert "present" in server.may(token, OPEN)


def test_whoever_lost_the_page_clicks_again(client, made, server):
    for _ in range(2):
        assert post(client, link(), link()).status_code == 303
    came = rows(Attendance)
    assert [one.left_at for one in came] == [OPEN, OPEN] and len(server.groups) == 1
    assert rows(Meeting)[0].occurrence.checked_in_at == OPEN


def test_nobody_is_led_there_early_late_or_by_a_revoked_link(client, made, server, monkeypatch):
    path = link()
    for when, status in ((EARLY, 425), (OVER, 410)):
        monkeypatch.setattr(clock, "now", lambda when=when: when)
        page = client.get(path)
        assert page.status_code == status and '<form method="post"' not in page.text
        assert post(client, path, "/sign-in").status_code == status
    attendee(LI).generation += 1
    db.session.commit()
    monkeypatch.setattr(clock, "now", lambda: OPEN)
    assert client.get(path).status_code == 404
    assert not server.groups


def test_a_server_that_is_away_is_told_in_words(client, made, server):
    server.refuses = 500
    answer = post(client, link(), link())
    assert answer.status_code == 503 and "cannot be opened" in answer.text


def test_it_is_ended_there_when_its_time_is_over(app, client, made, server):
    post(client, link(), link())
    server.people = {"1": "Li"}
    assert end_meetings(OPEN) == 0 and server.groups
    server.refuses = 500
    with pytest.raises(NotEnded, match="500"):
        end_meetings(OVER)
    server.refuses = 0
    assert end_meetings(OVER) == 1
    assert not server.groups and not server.people
    assert end_meetings(OVER) == 0


def test_it_is_ended_there_when_it_is_called_off(app, client, made, server, monkeypatch):
    before = at(2, "09:55")
    monkeypatch.setattr(clock, "now", lambda: before)
    post(client, link(), link())
    assert end_meetings(before) == 0 and server.groups
    cancel(made, by=person(SATO), now=before)
    assert end_meetings(before) == 1 and not server.groups
