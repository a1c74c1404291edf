"""Eight people who are signed in and look at one day, on which one booking comes and goes."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from flask import Flask

from benchmarks.centre import Centre
from booking.extensions import db
from booking.models import SignIn
from booking.queries.people import by_email
from booking.rules import secrets

SPACE = "daejeon-information-corner"
READERS = (
    "staff@example.jp", "admin@example.jp", "sato@example.jp", "suzuki@example.jp",
    "kim@example.kr", "park@example.kr", "lee@example.sg", "wang@example.tw",
)  # fmt: skip
Send = Callable[[str, str, bytes, dict[str, str]], tuple[int, bytes]]  # method, address, body, headers


class Day:
    """`headers` are each reader's; `app` runs on the same database as any server of it."""

    def __init__(self, house: Centre, app: Flask):
        self.house, self.app, self.on, self._booked = house, app, _wednesday(), 0
        self.address = f"/?on={self.on}"
        self._staff = {
            "Authorization": f"Bearer {house.token(READERS[0])}",
            "Content-Type": "application/json",
        }
        with app.app_context():
            self.headers = [signed_in(email) for email in READERS]

    def change(self, send: Send) -> None:
        """Books an hour, or cancels it again, by the API."""
        if self._booked:
            address, body = f"/api/v1/reservations/{self._booked}/cancellation", {}
        else:
            address, body = "/api/v1/reservations", self._wanted()
        status, answer = send("POST", address, json.dumps(body).encode(), self._staff)
        if status not in (200, 201):
            raise SystemExit(f"{address}: {status} {answer.decode()}")
        self._booked = 0 if self._booked else int(json.loads(answer)["id"])

    def check(self, status: int, page: bytes) -> None:
        """The hour, 10:00 at the centre, is offered when it is free and only then."""
        offered = f"space={SPACE}&amp;starts_at={self.on}T10:00"
        if status != 200 or (offered in gzip.decompress(page).decode()) is bool(self._booked):
            raise SystemExit(f"{self.address}: {status}, and not what the database holds")

    def _wanted(self) -> dict[str, object]:
        times = {"starts_at": f"{self.on}T10:00:00+09:00", "ends_at": f"{self.on}T11:00:00+09:00"}
        return {"space": SPACE, "title": "見学", "tzid": "Asia/Tokyo", **times}


def _wednesday() -> date:
    """So far ahead that the demo has no booking of its own."""
    day = datetime.now(UTC).date() + timedelta(days=20)
    return day + timedelta(days=(3 - day.isoweekday()) % 7)


def signed_in(email: str) -> dict[str, str]:
    """A browser's headers: every browser asks for gzip."""
    now, secret, person = datetime.now(UTC), secrets.new(), by_email(email)
    until = now + timedelta(days=1)
    db.session.add(SignIn(hash=secrets.digest(secret), user_id=person.id, created_at=now, expires_at=until))
    db.session.commit()
    return {"Cookie": f"sign_in={secret}", "Accept-Encoding": "gzip"}
