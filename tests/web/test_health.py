from datetime import timedelta

import time_machine

from booking import clock
from booking.actions.book import book
from booking.actions.heartbeat import beat
from booking.extensions import db
from tests import factories
from tests.factories import NOW, person, wish
from tests.test_startup import drop_guard


def test_alive_asks_nothing_of_the_database(client, monkeypatch):
    monkeypatch.setattr(type(db.engine), "connect", None)
    assert client.get("/healthz").json == {"status": "alive"}


def reasons(client):
    answer = client.get("/readyz")
    assert answer.status_code == (503 if answer.json["reasons"] else 200)
    return answer.json["reasons"]


def test_ready_with_a_centre_its_guard_and_a_scheduler(client, app):
    assert reasons(client) == ["centre"]
    factories.house()
    assert reasons(client) == ["scheduler"]
    beat("here", now=clock.now() - 4 * app.config["TICK_INTERVAL"])
    assert reasons(client) == ["scheduler"]
    beat("here", now=clock.now() - timedelta(seconds=1))
    assert reasons(client) == []


def test_mail_that_does_not_go_out_is_a_warning_and_takes_no_page_away(client, app):
    factories.house()
    book(wish(), by=person("kim@example.kr"), now=NOW)
    for minutes, warnings in ((15, []), (16, ["outbox"])):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            beat("here", now=clock.now())
            answer = client.get("/readyz")
            assert (answer.status_code, answer.json["warnings"]) == (200, warnings)
            assert answer.json["status"] == "ready" and answer.json["reasons"] == []
    app.config["OUTBOX_LATE"] = timedelta(hours=1)
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        assert client.get("/readyz").json["warnings"] == []


def test_not_ready_without_the_guard(client):
    factories.house()
    beat("here", now=clock.now())
    drop_guard()
    assert reasons(client) == ["guard"]
