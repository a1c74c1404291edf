"""What people, scripts and calendar programs rely on is there: addresses, commands, make targets."""

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.book import book
from booking.actions.feeds import make_feed
from booking.actions.tokens import make_api_token
from booking.extensions import db
from booking.models import Attendee, Heartbeat
from booking.rules.links import REPLY, signed
from booking.rules.requests import Invited
from tests import factories
from tests.factories import NOW, person, wish
from tests.web.pages import signed_in

ROOT = Path(__file__).parents[1]
ADMIN = "admin@example.jp"
PAGES = (
    "/", "/search", "/spaces/room", "/spaces/room/texts", "/reservations", "/reservations/new",
    "/reservations/{booking}", "/desk", "/account", "/account/calendars", "/sign-in", "/sign-out",
    "/reply/{reply}", "/healthz", "/readyz", "/api/v1/docs", "/admin", "/admin/outbox", "/admin/mail",
    "/admin/jobs", "/metrics", "/admin/inbound", "/admin/reasons", "/desk/day/2026-12-02",
    "/reservations/{booking}/sheet", "/reservations/{booking}.ics", "/reservations/{booking}/copy",
    "/admin/centre", "/admin/people", "/admin/companies", "/admin/questions", "/admin/photos/of/room",
    "/forgotten", "/door/room", "/admin/resources/of/room/tablets", "/desk/counter",
)  # fmt: skip
PUBLIC = (
    "/", "/search", "/spaces/room", "/sign-in", "/reply/{reply}", "/healthz", "/readyz", "/api/v1/docs",
    "/metrics", "/forgotten", "/door/room",
)  # fmt: skip
CALLS = (
    "/resources", "/resources?kind=space", "/resources/1/busy?from=2026-12-01T00:00Z&to=2026-12-08T00:00Z",
    "/slots?resource=room&duration=PT1H&zones=Asia/Seoul,Asia/Kolkata&equipment=projector:1",
    "/reservations", "/reservations/{booking}", "/feeds", "/webhooks", "/audit?reservation={booking}",
    "/messages?status=sent&limit=5", "/inbound?status=failed&limit=5", "/openapi.json", "/standard-reasons",
)  # fmt: skip
ITEM = {"id", "slug", "kind", "name", "area_m2", "capacity", "tzid", "policy"}
COMMANDS = {"setup", "demo", "token", "serve", "worker", "mailbox", "receive", "tick", "doctor", "db"}
TARGETS = {"run", "test", "test-tools", "check", "check-clients", "lint", "bench"}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def names(app, monkeypatch) -> dict[str, object]:
    """One booking with an invited person; what stands in the braces of an address."""
    factories.house(approval="always")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    db.session.add(Heartbeat(process="tests", beaten_at=NOW))
    db.session.commit()
    guest = Invited("li@example.tw", "李")
    made = book(wish(attendees=(guest,)), by=person("sato@example.jp"), now=NOW)
    invited = db.session.scalars(select(Attendee).filter_by(email="li@example.tw")).one()
    reply = signed("tests", REPLY, invited.id, 0)
    return {"booking": made.id, "reply": reply}


@pytest.mark.parametrize("address", PAGES)
def test_an_address_answers_an_administrator(app, names, address):
    answer = signed_in(app, ADMIN).get(address.format(**names), follow_redirects=True)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("address", PAGES)
def test_who_has_not_signed_in_sees_what_is_public_and_is_asked_in_for_the_rest(app, names, address):
    answer = app.test_client().get(address.format(**names))
    if address in PUBLIC:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.location.partition("?")[0]) in ((303, "/sign-in"), (303, "/"))


def bearer(app) -> dict[str, str]:
    secret = make_api_token(by=person(ADMIN), now=NOW)
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("call", CALLS)
def test_a_call_answers_in_json(app, client, names, call):
    answer = client.get(f"/api/v1{call.format(**names)}", headers=bearer(app))
    assert answer.status_code == 200 and answer.is_json, answer.text


def test_lists_and_items_have_their_shapes(app, client, names):
    found = client.get("/api/v1/resources?kind=space", headers=bearer(app)).json
    assert set(found) == {"items", "next"} and all(set(item) >= ITEM for item in found["items"])
    one = client.get(f"/api/v1/reservations/{names['booking']}", headers=bearer(app)).json
    assert set(one) >= {"id", "status", "occurrences", "attendees", "title", "tzid"}


def test_the_document_names_every_call(client, names):
    paths = client.get("/api/v1/openapi.json").json
    assert paths["openapi"].startswith("3.1")
    offered = {(way, re.sub(r"\{\w+\}", "{}", path).removeprefix("/api/v1"))
               for path, ways in paths["paths"].items() for way in ways if way != "parameters"}  # fmt: skip
    assert offered >= {
        ("get", "/resources"), ("get", "/resources/{}/busy"), ("get", "/reservations"),
        ("post", "/reservations"), ("get", "/reservations/{}"), ("post", "/reservations/{}/approval"),
        ("post", "/reservations/{}/cancellation"), ("patch", "/reservations/{}"),
        ("post", "/reservations/{}/check_in"), ("get", "/feeds"), ("post", "/feeds"),
        ("delete", "/feeds/{}"), ("get", "/audit"), ("get", "/messages"),
        ("get", "/inbound"), ("get", "/inbound/{}"), ("post", "/inbound/{}/retry"),
        ("post", "/inbound/{}/confirmation"),
        ("post", "/messages/{}/retry"), ("post", "/messages/{}/giving-up"),
        ("get", "/webhooks"), ("post", "/webhooks"),
        ("delete", "/webhooks/{}"), ("get", "/webhooks/{}/deliveries"),
        ("get", "/standard-reasons"), ("post", "/standard-reasons"),
        ("patch", "/standard-reasons/{}"), ("delete", "/standard-reasons/{}"),
    }  # fmt: skip


def test_an_error_is_a_problem_document(client, names):
    answer = client.get("/api/v1/reservations/999999")
    assert answer.content_type == "application/problem+json"
    assert {"code", "detail", "status"} <= set(json.loads(answer.text))


@pytest.mark.parametrize("subject, level", [("me", "full"), ("space", "full"), ("space", "busy")])
def test_a_feed_is_read_by_its_secret_alone(app, names, subject, level):
    space = "room" if subject == "space" else ""
    secret, _ = make_feed(subject=subject, level=level, space=space, by=person(ADMIN), now=NOW)
    answer = app.test_client().get(f"/feeds/{secret}.ics")
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    head = app.test_client().head(f"/feeds/{secret}.ics")
    assert head.headers["ETag"] == answer.headers["ETag"] and head.headers["Last-Modified"]
    again = app.test_client().get(f"/feeds/{secret}.ics", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.data


def test_ready_and_alive_are_two_things(client, names):
    assert client.get("/readyz").json["status"] == "ready"
    db.session.execute(db.delete(Heartbeat))
    db.session.commit()
    assert (client.get("/readyz").status_code, client.get("/healthz").status_code) == (503, 200)


def test_the_commands_are_there_and_say_what_they_do(app, names):
    runner = app.test_cli_runner()
    assert set(app.cli.list_commands(None)) >= COMMANDS
    for command in COMMANDS:
        told = runner.invoke(args=[command, "--help"])
        assert told.exit_code == 0 and len(told.output.splitlines()) > 4, told.output


def test_make_knows_its_targets(database_url):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert targets >= TARGETS
    assert "make check" in (ROOT / ".ci" / "run").read_text()
