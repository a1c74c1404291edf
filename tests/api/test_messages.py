"""The outbox by JSON, for staff."""

import pytest
import time_machine
from sqlalchemy import select, update

from booking.actions.book import book
from booking.actions.tokens import make_api_token
from booking.extensions import db
from booking.models import Message
from tests import factories
from tests.factories import NOW, person, span, wish

BOB, KIM, SATO = "staff@example.jp", "kim@example.kr", "sato@example.jp"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        for day, who in ((9, KIM), (10, SATO), (11, KIM)):
            book(wish(span(day, "10:00", "11:00")), by=person(who), now=NOW)
        yield


@pytest.fixture
def bob():
    return {"Authorization": f"Bearer {make_api_token(by=person(BOB), now=NOW)}"}


def failed() -> list[int]:
    db.session.execute(update(Message).values(status="failed", tries=3, error="550 no"))
    db.session.commit()
    return list(db.session.scalars(select(Message.id).order_by(Message.id)))


def test_newest_first_by_pages_and_filters(client, bob):
    failed()
    first = client.get("/api/v1/messages?limit=2", headers=bob).json
    assert [row["recipient"] for row in first["items"]] == [KIM, SATO]
    rest = client.get(f"/api/v1/messages?limit=2&cursor={first['next']}", headers=bob).json
    assert [row["recipient"] for row in rest["items"]] == [KIM] and rest["next"] is None

    def found(query: str) -> int:
        return len(client.get(f"/api/v1/messages?{query}", headers=bob).json["items"])

    reservation = first["items"][1]["reservation_id"]
    counts = {
        "status=failed": 3,
        "status=sent": 0,
        "recipient=KIM": 2,
        "recipient=%25": 0,
        "kind=invitation": 3,
    }
    counts |= {"kind=offer": 0, f"reservation={reservation}": 1}
    assert {query: found(query) for query in counts} == counts


def test_one_is_told_whole(client, bob):
    failed()
    row = client.get("/api/v1/messages?limit=1", headers=bob).json["items"][0]
    assert row | {"id": 0, "reservation_id": 0} == {
        "id": 0, "kind": "invitation", "method": "REQUEST", "recipient": KIM, "locale": "ko",
        "status": "failed", "reservation_id": 0, "created_at": "2026-12-01T00:00:00Z",
        "due_at": "2026-12-01T00:00:00Z", "sent_at": None, "tries": 3, "error": "550 no",
    }  # fmt: skip


def test_again_and_given_up(client, bob):
    one, other, _ = failed()
    again = client.post(f"/api/v1/messages/{one}/retry", headers=bob)
    assert (again.status_code, again.json["status"], again.json["tries"]) == (200, "waiting", 0)
    twice = client.post(f"/api/v1/messages/{one}/retry", headers=bob)
    assert (twice.status_code, twice.json["code"]) == (409, "mail_changed")
    gone = client.post(f"/api/v1/messages/{other}/giving-up", json={}, headers=bob)
    assert (gone.status_code, gone.json["status"]) == (200, "dropped")


def test_who_is_not_staff_learns_nothing(client, bob):
    one = failed()[0]
    kim = {"Authorization": f"Bearer {make_api_token(by=person(KIM), now=NOW)}"}
    for headers, status in ((kim, 403), ({}, 401)):
        assert client.get("/api/v1/messages", headers=headers).status_code == status
        for verb in ("retry", "giving-up"):
            assert client.post(f"/api/v1/messages/{one}/{verb}", headers=headers).status_code == status
    assert client.post("/api/v1/messages/999999/retry", headers=bob).status_code == 404
    assert client.post(f"/api/v1/messages/{one}/retry", json={"x": 1}, headers=bob).status_code == 422
    assert client.get("/api/v1/messages?status=odd", headers=bob).status_code == 422
