"""Webhooks through the API: made, listed, switched, tried, removed, and what was posted to them."""

import re
import socket

import pytest
from sqlalchemy import select

from booking.extensions import db
from booking.jobs.tick import deliver_due
from booking.models import AuditEntry
from booking.rules.webhooks import MOST
from tests.api.conftest import body
from tests.factories import NOW
from tests.listener import listener, verified

URL = "http://127.0.0.1:9/hook?token=abc"


@pytest.fixture
def there():
    with listener() as running:
        yield running


def test_a_secret_is_shown_once(api):
    made = api.post("/webhooks", {"url": URL, "events": ["confirmed"]})
    shown = {
        "id": 1,
        "url": URL,
        "events": ["confirmed"],
        "active": True,
        "user": "sato@example.jp",
        "created_at": "2026-12-01T00:00:00Z",
    }
    assert made.status_code == 201 and made.headers["Cache-Control"] == "no-store"
    secret = made.json.pop("secret")
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", secret)
    assert {name: value for name, value in made.json.items() if name != "secret"} == shown
    listed = api.get("/webhooks")
    assert listed.json == {"items": [shown], "next": None} and secret not in listed.text
    entry = db.session.scalars(select(AuditEntry).filter_by(action="make_webhook")).one()
    assert (entry.subject, entry.after["url"]) == ("webhook:1", "http://127.0.0.1:9/…")


def test_who_lists_which(api):
    for who in ("own", "colleague", "staff"):
        api.post("/webhooks", {"url": URL}, who)
    listed = {
        who: [item["id"] for item in api.get("/webhooks", who).json["items"]] for who in ("own", "staff")
    }
    assert listed == {"own": [1], "staff": [3, 2, 1]}
    first = api.get("/webhooks?limit=2", "staff").json
    assert [item["id"] for item in first["items"]] == [3, 2]
    assert [item["id"] for item in api.get(f"/webhooks?cursor={first['next']}", "staff").json["items"]] == [1]


@pytest.mark.parametrize(
    "wish, field, code",
    [
        ({}, "url", "missing"),
        ({"url": ""}, "url", "missing"),
        ({"url": 3}, "url", "not_a_text"),
        ({"url": "ftp://example.com"}, "url", "not_a_web_address"),
        ({"url": URL, "events": "confirmed"}, "events", "not_a_list"),
        ({"url": URL, "events": ["nothing"]}, "events.0", "unknown_answer"),
        ({"url": URL, "events": ["confirmed", "confirmed"]}, "events", "twice"),
        ({"url": URL, "secret": "mine"}, "secret", "unknown_field"),
    ],
)
def test_what_is_refused(api, wish, field, code):
    refused = api.post("/webhooks", wish)
    assert refused.status_code == 422
    assert [(fault["field"], fault["code"]) for fault in refused.json["errors"]] == [(field, code)]


@pytest.mark.parametrize(
    "url, code",
    [
        ("http://127.0.0.1/", "private_address"),
        ("http://localhost/", "private_address"),
        ("https://[::1]:8443/", "private_address"),
        ("http://169.254.169.254/latest/meta-data", "private_address"),
        ("http://2130706433/", "private_address"),
        ("http://10.0.0.1/", "private_address"),
        ("http://0x7f.1/", "private_address"),
        ("http://inside.localhost/", "private_address"),
    ],
)
def test_where_others_reach_us_nothing_inside_can_be_named(api, centre, url, code):
    centre.config["WEBHOOK_PRIVATE"] = False
    refused = api.post("/webhooks", {"url": url})
    assert [fault["code"] for fault in refused.json["errors"]] == [code]
    assert api.get("/webhooks").json["items"] == []


def test_where_a_name_leads_is_not_asked_while_somebody_waits(api, centre, monkeypatch):
    centre.config["WEBHOOK_PRIVATE"] = False
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *args, **more: asked.append(host) or [])
    assert api.post("/webhooks", {"url": "https://hooks.example/"}).status_code == 201
    assert "hooks.example" not in asked


def test_there_is_an_end_to_how_many(api):
    made = [api.post("/webhooks", {"url": URL}).status_code for _ in range(MOST + 1)]
    assert made == [201] * MOST + [422]
    assert api.post("/webhooks", {"url": URL}, "colleague").status_code == 201


def test_from_making_to_removal(api, there):
    made = api.post("/webhooks", {"url": there.url}).json
    path = f"/webhooks/{made['id']}"
    booking = api.post("/reservations", body()).json
    assert api.post(f"{path}/test", {}).status_code == 204
    there.answers, there.says = [404], b"no such page"
    deliver_due(NOW)
    told = [{name: row[name] for name in ("event", "status", "tries", "reservation", "error")}
            for row in api.get(f"{path}/deliveries").json["items"]]  # fmt: skip
    failed = {"event": "confirmed", "status": "failed", "error": "404 Not Found no such page"}
    sent = {"event": "test", "status": "sent", "error": ""}
    assert told == [
        sent | {"tries": 1, "reservation": None},
        failed | {"tries": 1, "reservation": booking["id"]},
    ]
    again = api.get(f"{path}/deliveries").json["items"][1]["id"]
    assert api.post(f"{path}/deliveries/{again}/retry", {}).status_code == 204
    deliver_due(NOW)
    assert there.events() == ["confirmed", "test", "confirmed"]
    assert there.posted[2].json["reservation"] == booking
    assert all(verified(made["secret"], posted) for posted in there.posted)
    off = api.patch(path, {"active": False})
    assert (off.status_code, off.json["active"]) == (200, False)
    assert api.patch(path, {}).status_code == 422
    refused = api.post(f"{path}/test", {})
    assert (refused.status_code, refused.json["code"]) == (409, "webhook_off")
    assert api.delete(path).status_code == 204
    assert api.delete(path).status_code == 404
