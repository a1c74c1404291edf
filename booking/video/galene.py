"""Galène by its management API (https://galene.org/galene-api.html): a group for each meeting."""

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from booking import clock
from booking.rules.meetings import HOST, TICKET_LASTS, VIEWER
from booking.video.base import HARD_END, PARTS, PERSONAL, PRESENCE, Person, Refused, Spec, Unavailable
from booking.video.galene_socket import Away, put_out, who_is_there
from booking.video.jwt import base64url, jwt

TIMEOUT = 3.0  # seconds
SUPERVISOR = "booking-supervisor"
# Whoever has "op" comes in at any time, and "token" would let them invite for ever.
MAY = {HOST: ["op", "present", "message"], VIEWER: ["message"]}
_TYPE = {".keys": "application/jwk-set+json"}


class Galene:
    name = "galene"
    can = frozenset({PERSONAL, PARTS, PRESENCE, HARD_END})

    def __init__(self, settings: Mapping[str, Any]):
        self.address = settings["GALENE_URL"]
        self._login = f"{settings['GALENE_USER']}:{settings['GALENE_PASSWORD']}"
        self._secret = settings["SECRET_KEY"]

    def ensure(self, meeting: Spec) -> dict[str, Any]:
        group = {
            "displayName": meeting.title, "public": False, "max-clients": meeting.capacity,
            "not-before": _instant(meeting.opens_at), "expires": _instant(meeting.closes_at),
        }  # fmt: skip
        status, tag = self._ask("GET", meeting.ref)
        if status == 404:
            self._ask("PUT", meeting.ref, group, {"If-None-Match": "*"})  # 412: another was first
        else:
            self._ask("PUT", meeting.ref, group, {"If-Match": tag})
        self._ask("PUT", f"{meeting.ref}/.keys", {"keys": [self._jwk(meeting)]})
        return {}

    def join_url(self, meeting: Spec, person: Person, now: datetime) -> str:
        may = MAY.get(person.role, ["present", "message"])
        return f"{self._place(meeting)}?token={self._token(meeting, person.name, may, now)}"

    def end(self, meeting: Spec) -> None:
        """Neither the group's end nor its removal puts anybody out (measured); a supervisor does."""
        if self._ask("GET", meeting.ref)[0] == 404:
            return
        try:
            put_out(self.address, meeting.ref, self._supervisor(meeting))
        except Away as error:
            raise Unavailable(str(error)) from error
        self._ask("DELETE", meeting.ref)

    def presence(self, meeting: Spec) -> list[str] | None:
        if self._ask("GET", meeting.ref)[0] == 404:
            return []
        try:
            there = who_is_there(self.address, meeting.ref, self._supervisor(meeting))
        except Away as error:
            raise Unavailable(str(error)) from error
        return list(there.values())

    def reach(self) -> None:
        """Raises Unavailable, Refused."""
        self._ask("GET", "")

    def _supervisor(self, meeting: Spec) -> str:
        return self._token(meeting, SUPERVISOR, ["op"], clock.now())

    def _token(self, meeting: Spec, name: str, may: list[str], now: datetime) -> str:
        claims = {
            "sub": name, "aud": self._place(meeting), "iss": self.address, "permissions": may,
            "iat": int(now.timestamp()), "nbf": int(now.timestamp()),
            "exp": int((now + TICKET_LASTS).timestamp()),
        }  # fmt: skip
        return jwt(claims, self._key(meeting), kid="silkroom")

    def _key(self, meeting: Spec) -> bytes:
        """Of this meeting alone; worked out anew each time, so that nothing secret is kept."""
        return hmac.digest(self._secret.encode(), f"galene {meeting.ref}".encode(), "sha256")

    def _jwk(self, meeting: Spec) -> dict[str, str]:
        return {"kty": "oct", "alg": "HS256", "kid": "silkroom", "k": base64url(self._key(meeting))}

    def _place(self, meeting: Spec) -> str:
        return f"{self.address}/group/{quote(meeting.ref)}/"

    def _ask(
        self, verb: str, path: str, said: Any = None, headers: Mapping[str, str] = {}
    ) -> tuple[int, str]:
        """The status, and the ETag."""
        kind = _TYPE.get(path[-5:], "application/json")
        login = base64.b64encode(self._login.encode()).decode()
        told = {"Authorization": f"Basic {login}", "Content-Type": kind, **headers}
        body = json.dumps(said).encode() if said is not None else None
        where = f"{self.address}/galene-api/v0/.groups/{quote(path)}"
        try:
            with urlopen(Request(where, body, told, method=verb), timeout=TIMEOUT) as answer:
                return answer.status, answer.headers.get("ETag", "")
        except HTTPError as error:
            return _refused(error)
        except OSError as error:
            raise Unavailable(f"Galène does not answer: {error}") from error


def _refused(error: HTTPError) -> tuple[int, str]:
    """One that is not there, or was changed at the same time by another of us, is no error."""
    if error.code in (404, 412):
        return error.code, ""
    if error.code >= 500 or error.code == 429:
        raise Unavailable(f"Galène answered {error.code}") from error
    raise Refused(f"Galène refused with {error.code}: look at GALENE_USER and GALENE_PASSWORD") from error


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
