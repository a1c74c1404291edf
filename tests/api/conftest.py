"""A centre, tokens of its people, and a clock that stands at the factories' NOW."""

from dataclasses import dataclass
from typing import Any

import pytest
import time_machine

from booking.actions.tokens import make_api_token
from tests import factories
from tests.factories import NOW, person

PEOPLE = {
    "own": "sato@example.jp",
    "colleague": "suzuki@example.jp",
    "stranger": "kim@example.kr",
    "staff": "staff@example.jp",
    "admin": "admin@example.jp",
}


@dataclass(frozen=True)
class Api:
    """Requests as one of PEOPLE; `None` is nobody."""

    client: Any
    tokens: dict[str, str]

    def headers(self, who: str | None, more: dict[str, str]) -> dict[str, str]:
        return ({"Authorization": f"Bearer {self.tokens[who]}"} if who else {}) | more

    def get(self, path: str, who: str | None = "own", **headers: str):
        return self.client.get(f"/api/v1{path}", headers=self.headers(who, headers))

    def post(self, path: str, body: Any, who: str | None = "own", **headers: str):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1{path}", json=body, headers=self.headers(who, named))

    def patch(self, path: str, body: Any, who: str | None = "own", **headers: str):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.patch(f"/api/v1{path}", json=body, headers=self.headers(who, named))

    def delete(self, path: str, who: str | None = "own"):
        return self.client.delete(f"/api/v1{path}", headers=self.headers(who, {}))


@pytest.fixture
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield app


@pytest.fixture
def api(centre, client) -> Api:
    tokens = {who: make_api_token(by=person(email, "cli"), now=NOW) for who, email in PEOPLE.items()}
    return Api(client, tokens)


@pytest.fixture
def strict_approval(centre):
    """Every booking of `room` waits for staff."""
    from sqlalchemy import select

    from booking.extensions import db
    from booking.models import Resource

    db.session.scalars(select(Resource).filter_by(slug="room")).one().policy.approval = "always"
    db.session.commit()


def body(day: int = 2, begins: str = "10:00", ends: str = "11:00", **values: Any) -> dict[str, Any]:
    """A booking of `room` within its rules, on a day of December 2026."""
    return {
        "space": "room",
        "title": "사업 협의",
        "starts_at": f"2026-12-{day:02d}T{begins}:00+09:00",
        "ends_at": f"2026-12-{day:02d}T{ends}:00+09:00",
        "tzid": "Asia/Tokyo",
        "answers": {"purpose": "talks"},
    } | values
