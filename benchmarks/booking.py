"""One booking after the other by JSON, against the bare database writing the same rows."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks import centre
from benchmarks.row import Row
from benchmarks.rows_again import bare_seconds
from benchmarks.server import Server, gunicorn

SLOTS = 150


def rows() -> Iterator[Row]:
    for made in (centre.sqlite, centre.postgresql):
        with made() as house:
            yield _row(house)


def _row(house: centre.Centre) -> Row:
    token = house.token("sato@example.jp")
    with gunicorn("wsgi:app", workers=1, **house.environ) as server:
        ours = _seconds_each(server, token)
    bare = bare_seconds(house.url, SLOTS)
    name = f"booking by JSON, {house.kind}, one after the other"
    return Row(name, "ms each", ours * 1e3, bare * 1e3, ours / bare, "at most 4")


def _seconds_each(server: Server, token: str) -> float:
    connection, taken, began = server.connect(), 0, 0.0
    for body in _bodies():
        if taken == 10:
            began = time.perf_counter()
        taken += _post(connection, token, body) == 201
        if taken == SLOTS + 10:
            return (time.perf_counter() - began) / SLOTS
    raise SystemExit("not enough free slots to measure")


def _post(connection: Any, token: str, body: dict[str, Any]) -> int:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request("POST", "/api/v1/reservations", json.dumps(body), headers)
    response = connection.getresponse()
    response.read()
    return int(response.status)


def _bodies() -> Iterator[dict[str, Any]]:
    """Half-hour slots on the weekdays of the coming year; those that are not free are passed over."""
    day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=14)
    while True:
        day += timedelta(days=1)
        for half in range(0, 14):
            yield _body(day + timedelta(minutes=30 * half))


def _body(starts_at: datetime) -> dict[str, Any]:
    return {
        "space": "business-communication-space",
        "title": "打合せ",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(minutes=15)).isoformat(),
        "tzid": "UTC",
        "equipment": {"projector": 1},
        "attendees": [{"email": "li@example.tw"}, {"email": "park@example.kr", "locale": "ko"}],
        "answers": {"purpose": "business-talks"},
    }
