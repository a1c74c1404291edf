"""Figures for Prometheus, and who may read them."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.heartbeat import beat
from booking.actions.job_runs import note_run
from booking.actions.messages import retry_failed
from booking.actions.purge import purge
from booking.extensions import db
from booking.jobs.tick import deliver_due
from booking.models import Message
from booking.queries.outbox import Among
from tests import factories
from tests.factories import NOW, person, span, wish
from tests.web.pages import Queries

KIM, BOB, TOKEN = "kim@example.kr", "staff@example.jp", "a-token-of-some-length"
SENT = 'silkroom_messages_total{kind="invitation",status="sent"}'
FAILED = 'silkroom_messages_total{kind="invitation",status="failed"}'
LINE = re.compile(r'^[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? -?\d+(\.\d+)?(e[+-]\d+)?$')


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


def booked(day: int) -> int:
    return book(wish(span(day, "10:00", "11:00")), by=person(KIM), now=NOW, answer=lambda made: made.id)


def read(client) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = [line for line in answer.text.splitlines() if not line.startswith("# ")]
    assert answer.text.endswith("\n") and all(LINE.match(line) for line in lines)
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_the_figures_are_those_of_the_database(client):
    booked(9), booked(10)
    cancel(booked(11), by=person(KIM), now=NOW)
    deliver_due(NOW)
    booked(14)
    beat("here", now=NOW - timedelta(seconds=7))
    note_run("deliver", "here", now=NOW, took=timedelta(seconds=2))
    note_run("purge", 'he"re', now=NOW, took=timedelta(0), error="x")
    with time_machine.travel(NOW + timedelta(seconds=30), tick=False):
        told = read(client)
    assert told[SENT] == 2
    assert told['silkroom_reservations{status="confirmed"}'] == 3
    assert told['silkroom_reservations{status="cancelled"}'] == 1
    assert (told["silkroom_outbox_due"], told["silkroom_outbox_oldest_due_seconds"]) == (1, 30)
    assert (told["silkroom_outbox_waiting"], told["silkroom_outbox_failed"]) == (1, 0)
    assert told["silkroom_scheduler_heartbeat_age_seconds"] == 37
    assert told['silkroom_job_last_run_timestamp_seconds{job="deliver"}'] == NOW.timestamp() + 2
    assert told['silkroom_job_failures{job="purge"}'] == 1


def test_an_empty_centre_has_figures_too(client):
    told = read(client)
    assert told["silkroom_outbox_due"] == told["silkroom_outbox_oldest_due_seconds"] == 0
    assert "silkroom_scheduler_heartbeat_age_seconds" not in told


def test_what_is_counted_never_falls(client):
    booked(9)
    deliver_due(NOW)
    booked(10)
    db.session.execute(update(Message).where(Message.status == "waiting").values(status="failed"))
    db.session.commit()
    before = read(client)
    assert (before[SENT], before[FAILED]) == (1, 1)
    retry_failed(Among(), by=person(BOB), now=NOW)
    assert read(client)[FAILED] == 1
    deliver_due(NOW)
    long_after = NOW + timedelta(days=100)
    assert purge(now=long_after, keep_messages=timedelta(days=1), window=timedelta(0)) > 0
    after = read(client)
    assert (after[SENT], after[FAILED]) == (2, 1)


def test_with_a_token_it_is_read_with_it_alone(app, client):
    app.config["METRICS_TOKEN"] = TOKEN
    app.config["BASE_URL"] = "https://rooms.example"
    assert client.get("/metrics").status_code == 404
    for told in ("Bearer wrong", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN} ", "Bearer é"):
        answer = client.get("/metrics", headers={"Authorization": told})
        assert answer.status_code == 404, told
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200


def test_without_a_token_only_from_here_and_while_only_here_is_served(app, client):
    read(client)
    far = {"REMOTE_ADDR": "192.0.2.1"}
    assert client.get("/metrics", environ_base=far).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 404
    app.config["BASE_URL"] = "https://rooms.example"
    assert client.get("/metrics").status_code == 404


def test_the_number_of_queries_is_fixed(client):
    def cost() -> int:
        with Queries() as queries:
            read(client)
        return queries.count

    booked(9)
    one = cost()
    for day in (10, 11, 14, 15):
        booked(day)
    assert cost() == one <= 12
