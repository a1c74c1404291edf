"""Every route as oneself, a colleague, a stranger, staff, nobody, and with a token that was revoked."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from booking.actions.tokens import revoke_token
from booking.extensions import db
from booking.models import Resource, Token, User
from booking.rules.secrets import digest
from tests.api.conftest import PEOPLE, body
from tests.factories import NOW, person

WHO = ("own", "colleague", "stranger", "staff", None)
BUSY = "/resources/{room}/busy?from=2026-12-02T00:00:00Z&to=2026-12-03T00:00:00Z"
# own, colleague, stranger, staff, nobody
TABLE = {
    "GET /resources": (200, 200, 200, 200, 200),
    f"GET {BUSY}": (200, 200, 200, 200, 200),
    "GET /slots?duration=PT1H": (200, 200, 200, 200, 200),
    "GET /reservations": (200, 200, 200, 200, 401),
    "GET /reservations/{id}": (200, 200, 404, 200, 401),
    "GET /reservations/{id}.ics": (200, 200, 404, 200, 401),
    "POST /reservations": (201, 201, 201, 201, 401),
    "PATCH /reservations/{id}": (422, 403, 404, 422, 401),
    "GET /reservations/{id}/rivals": (403, 403, 404, 200, 401),
    "POST /reservations/{id}/approval": (403, 403, 404, 200, 401),
    "POST /reservations/{id}/cancellation": (200, 403, 404, 200, 401),
    "POST /reservations/{id}/answer": (409, 403, 404, 409, 401),
    "POST /reservations/{id}/check_in": (409, 409, 404, 409, 401),
    "POST /reservations/{id}/end": (409, 403, 404, 409, 401),
    "POST /reservations/{id}/release": (403, 403, 404, 409, 401),
    "POST /reservations/{id}/acceptance": (409, 403, 404, 409, 401),
    "POST /reservations/{id}/choice": (409, 403, 404, 409, 401),
    "POST /reservations/{id}/change_withdrawal": (409, 403, 404, 409, 401),
    "POST /reservations/{id}/award": (403, 403, 404, 409, 401),
    "POST /reservations/{id}/undo": (403, 403, 404, 409, 401),
    "POST /reservations/{id}/restoration": (409, 403, 404, 409, 401),
    "POST /proposals/{nothing}/acceptance": (404, 404, 404, 404, 401),
    "POST /proposals/{nothing}/decline": (404, 404, 404, 404, 401),
    "GET /feeds": (200, 200, 200, 200, 401),
    "POST /feeds": (201, 201, 201, 201, 401),
    "POST /feeds/{nothing}/rotation": (404, 404, 404, 404, 401),
    "DELETE /feeds/{feed}": (204, 404, 404, 404, 401),
    "GET /webhooks": (200, 200, 200, 200, 401),
    "POST /webhooks": (201, 201, 201, 201, 401),
    "PATCH /webhooks/{hook}": (422, 422, 422, 422, 401),
    "GET /webhooks/{hook}/deliveries": (200, 404, 404, 200, 401),
    "POST /webhooks/{hook}/test": (204, 404, 404, 204, 401),
    "POST /webhooks/{hook}/deliveries/{nothing}/retry": (404, 404, 404, 404, 401),
    "DELETE /webhooks/{hook}": (404, 404, 404, 204, 401),
    "GET /messages": (403, 403, 403, 200, 401),
    "POST /messages/{nothing}/retry": (403, 403, 403, 404, 401),
    "POST /messages/{nothing}/giving-up": (403, 403, 403, 404, 401),
    "GET /inbound": (403, 403, 403, 200, 401),
    "GET /inbound/{nothing}": (403, 403, 403, 404, 401),
    "POST /inbound/{nothing}/retry": (403, 403, 403, 404, 401),
    "POST /inbound/{nothing}/confirmation": (403, 403, 403, 404, 401),
    "GET /audit?reservation={id}": (403, 403, 403, 200, 401),
    "GET /refusals": (403, 403, 403, 200, 401),
    "GET /policy": (403, 403, 403, 200, 401),
    "PATCH /policy": (403, 403, 403, 200, 401),
    "GET /resources/{room}/policy": (403, 403, 403, 200, 401),
    "PATCH /resources/{room}/policy": (403, 403, 403, 200, 401),
    "PATCH /resources/{room}": (403, 403, 403, 200, 401),
    "GET /special-days": (403, 403, 403, 200, 401),
    "POST /special-days": (403, 403, 403, 201, 401),
    "DELETE /special-days/{nothing}": (403, 403, 403, 404, 401),
    "GET /standard-reasons": (403, 403, 403, 200, 401),
    "POST /standard-reasons": (403, 403, 403, 201, 401),
    "PATCH /standard-reasons/{nothing}": (403, 403, 403, 422, 401),
    "DELETE /standard-reasons/{nothing}": (403, 403, 403, 404, 401),
    "GET /blackouts": (403, 403, 403, 200, 401),
    "POST /blackouts": (403, 403, 403, 201, 401),
    "DELETE /blackouts/{nothing}": (403, 403, 403, 404, 401),
}
BODIES = {
    "POST /reservations": body(3),
    "POST /reservations/{id}/approval": {"decision": "approve"},
    "POST /reservations/{id}/cancellation": {},
    "POST /reservations/{id}/check_in": {},
    "POST /reservations/{id}/end": {},
    "POST /reservations/{id}/release": {},
    "POST /reservations/{id}/acceptance": {},
    "POST /reservations/{id}/change_withdrawal": {},
    "POST /reservations/{id}/choice": {"recurrence_id": "2026-12-02T10:00:00"},
    "POST /reservations/{id}/award": {},
    "POST /reservations/{id}/answer": {"description": "Two of us"},
    "POST /reservations/{id}/undo": {},
    "POST /reservations/{id}/restoration": {},
    "POST /proposals/{nothing}/acceptance": {},
    "POST /proposals/{nothing}/decline": {},
    "POST /feeds": {"subject": "me"},
    "POST /feeds/{nothing}/rotation": {},
    "POST /webhooks": {"url": "http://127.0.0.1:9/hook"},
    "POST /webhooks/{hook}/test": {},
    "POST /messages/{nothing}/retry": {},
    "POST /messages/{nothing}/giving-up": {},
    "POST /inbound/{nothing}/retry": {},
    "POST /inbound/{nothing}/confirmation": {},
    "POST /webhooks/{hook}/deliveries/{nothing}/retry": {},
    "POST /standard-reasons": {"verb": "cancel", "texts": {"en": "Snow"}},
    "POST /special-days": {"on": "2026-12-24", "open": False},
    "POST /blackouts": {"starts_at": "2026-12-24T00:00:00Z", "ends_at": "2026-12-25T00:00:00Z"},
}


@pytest.fixture
def ids(api, strict_approval) -> dict[str, int]:
    """A request of "own" that waits for staff, a feed and a webhook of "own"."""
    room = db.session.scalar(select(Resource.id).filter_by(slug="room"))
    made, feed = api.post("/reservations", body()), api.post("/feeds", {"subject": "me"})
    hook = api.post("/webhooks", {"url": "http://127.0.0.1:9/hook"})
    ids = {"id": made.json["id"], "feed": feed.json["id"], "hook": hook.json["id"]}
    return ids | {"room": room, "nothing": 99999}


def ask(api, route: str, who: str | None, ids: dict[str, int]):
    method, path = route.format(**ids).split(" ")
    if method == "POST":
        return api.post(path, BODIES[route], who)
    if method == "PATCH":
        return api.client.patch(f"/api/v1{path}", json={}, headers=api.headers(who, {}))
    return api.get(path, who) if method == "GET" else api.delete(path, who)


def test_every_route_is_in_the_table(app):
    routes = {
        f"{method} {rule.rule.removeprefix('/api/v1').split('<')[0].rstrip('/')}"
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/") and not rule.endpoint.startswith(("api-docs", "api_docs"))
    }
    assert routes == {route.split("{")[0].split("?")[0].rstrip("/") for route in TABLE}
    assert len(TABLE) == len(
        [r for r in app.url_map.iter_rules() if r.endpoint.startswith("api_") and "docs" not in r.endpoint]
    )


@pytest.mark.parametrize("route", TABLE)
def test_the_table(api, ids, route):
    for who, status in reversed(list(zip(WHO, TABLE[route], strict=True))):
        if route == "POST /reservations":
            answer = api.post("/reservations", body(3, preview=False) | {"preview": True}, who)
            status = 200 if status == 201 else status
        elif who in ("own", "staff") and "POST /reservations/" in route:
            continue  # below, for it changes what the others find
        else:
            answer = ask(api, route, who, ids)
        assert answer.status_code == status, (who, answer.text)
        assert status < 400 or answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("who, column", [("own", 0), ("staff", 3)])
@pytest.mark.parametrize("route", [route for route in TABLE if "POST /reservations/" in route])
def test_the_table_of_changes(api, ids, route, who, column):
    assert ask(api, route, who, ids).status_code == TABLE[route][column]


@pytest.mark.parametrize("route", TABLE)
def test_a_token_that_is_not_good(api, ids, route):
    good = db.session.scalar(select(Token.id).filter_by(hash=digest(api.tokens["colleague"])))
    revoke_token(good, by=person(PEOPLE["colleague"]), now=NOW)
    db.session.execute(update(User).where(User.email == PEOPLE["stranger"]).values(active=False))
    db.session.commit()
    api.tokens.update(wrong="x" * 43, long="x" * 5000, odd="\xe9")
    for who in ("colleague", "stranger", "wrong", "long", "odd"):
        refused = ask(api, route, who, ids)
        assert (refused.status_code, refused.json["code"]) == (401, "bad_token"), who
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_feeds_secret_is_no_token(api):
    url = api.post("/feeds", {"subject": "me"}).json["url"]
    api.tokens["feed"] = url.rsplit("/", 1)[1].removesuffix(".ics")
    assert api.get("/reservations", "feed").status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic c2F0bzpkZW1v", "Digest x"])
def test_other_headers_let_nobody_in(api, header):
    assert api.client.get("/api/v1/reservations", headers={"Authorization": header}).status_code == 401


def test_lists_hold_exactly_what_may_be_opened(api):
    guest = [{"email": PEOPLE["stranger"]}]
    for who, wish in (
        ("own", body()),
        ("own", body(3, attendees=guest)),
        ("staff", body(4)),
        ("stranger", body(7)),
    ):
        assert api.post("/reservations", wish, who).status_code == 201
    for who in ("own", "colleague", "stranger", "staff"):
        listed = {item["id"] for item in api.get("/reservations", who).json["items"]}
        assert listed == {n for n in range(1, 5) if api.get(f"/reservations/{n}", who).status_code == 200}
    assert len(api.get("/reservations", "stranger").json["items"]) == 2


def test_pages_of_a_list(api):
    for day in (2, 3, 4):
        api.post("/reservations", body(day))
    first = api.get("/reservations?limit=2").json
    assert [item["starts_at"][8:10] for item in first["items"]] == ["04", "03"]
    second = api.get(f"/reservations?limit=2&cursor={first['next']}").json
    assert len(second["items"]) == 1 and second["next"] is None


def test_titles_only_for_those_who_may_see_them(api, ids):
    span = {"starts_at": "2026-12-02T00:45:00Z", "ends_at": "2026-12-02T02:00:00Z"}
    told = {"title": "사업 협의", "status": "tentative", "reservation": ids["id"]}
    for who in WHO:
        items = api.get(BUSY.format(**ids), who).json["items"]
        assert items == [span | (told if who in ("own", "colleague", "staff") else {})], who


def test_a_policy_may_show_titles(api, ids):
    db.session.rollback()
    db.session.get(Resource, ids["room"]).policy.visibility = "titles"
    db.session.commit()
    (item,) = api.get(BUSY.format(**ids), "stranger").json["items"]
    assert item["title"] == "사업 협의" and "reservation" not in item


def test_spans_are_half_open(api, ids):
    before = "/resources/{room}/busy?from=2026-12-01T00:00:00Z&to=2026-12-02T00:45:00Z"
    after = "/resources/{room}/busy?from=2026-12-02T11:00:00%2B09:00&to=2026-12-03T00:00:00+09:00"
    for path in (before, after):
        assert api.get(path.format(**ids), None).json["items"] == []


def test_a_browsers_session_means_nothing_here(api, ids):
    from booking.actions.sign_in import _signed_in

    _, secret = _signed_in(PEOPLE["own"], [], now=NOW, lifetime=timedelta(days=1))
    api.client.set_cookie("sign_in", secret)
    for route, statuses in TABLE.items():
        assert ask(api, route, None, ids).status_code == statuses[-1], route


def test_last_use_is_noted_once_a_minute(api):
    def used():
        db.session.rollback()
        return db.session.scalar(select(Token.last_used_at).filter_by(hash=digest(api.tokens["own"])))

    assert used() is None
    api.get("/reservations")
    assert used() == NOW
    for seconds, noted in ((59, NOW), (61, NOW + timedelta(seconds=61)), (90, NOW + timedelta(seconds=61))):
        with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
            api.get("/reservations")
        assert used() == noted
