"""Janus' VideoRoom plugin, over its JSON on loopback (https://janus.conf.meetecho.com/docs/videoroom)."""

import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from booking import clock
from booking.video.base import (
    EMBEDDED,
    HARD_END,
    PARTS,
    PERSONAL,
    PRESENCE,
    Person,
    Refused,
    Spec,
    Unavailable,
)
from booking.video.janus_setup import Secrets, http_url, kept_secrets
from booking.video.janus_tokens import PLUGIN, core_token

TIMEOUT = 3.0  # seconds
NO_SUCH_ROOM, ROOM_EXISTS = 426, 427
BITRATE = 1_000_000  # bits a second for each who is seen


class Janus:
    name, address = "janus", ""
    can = frozenset({PERSONAL, PARTS, PRESENCE, HARD_END, EMBEDDED})

    def __init__(self, settings: Mapping[str, Any]):
        self._url = http_url(settings)
        self._secrets = kept_secrets(settings)

    def ensure(self, meeting: Spec) -> dict[str, Any]:
        with self._handle() as ask:
            answer = ask(self._room(meeting))
        if answer.get("error_code") not in (None, ROOM_EXISTS):
            raise Refused(answer["error"])
        return {"room": meeting.ref}

    def _room(self, meeting: Spec) -> dict[str, Any]:
        """A screen is a publisher of its own, so that there are twice as many as people."""
        return {
            "request": "create", "room": meeting.ref, "description": meeting.title, "permanent": False,
            "admin_key": self._secrets.admin_key, "secret": room_secret(self._secrets, meeting.ref),
            "is_private": True, "signed_tokens": True, "require_pvtid": True, "notify_joining": False,
            "publishers": 2 * meeting.capacity, "bitrate": BITRATE,
        }  # fmt: skip

    def join_url(self, meeting: Spec, person: Person, now: datetime) -> str:
        return ""

    def end(self, meeting: Spec) -> None:
        with self._handle() as ask:
            secret = room_secret(self._secrets, meeting.ref)
            answer = ask({"request": "destroy", "room": meeting.ref, "secret": secret})
        if answer.get("error_code") not in (None, NO_SUCH_ROOM):
            raise Refused(answer["error"])

    def presence(self, meeting: Spec) -> list[str] | None:
        """The ids under which people publish."""
        with self._handle() as ask:
            answer = ask({"request": "listparticipants", "room": meeting.ref})
        return [person["id"] for person in answer.get("participants", [])]

    def reach(self) -> None:
        """Raises Unavailable, Refused, unless it answers and our secrets are its own."""
        with self._handle():
            pass

    @contextmanager
    def _handle(self) -> Iterator[Any]:
        session = self._post(self._url, {"janus": "create"})["data"]["id"]
        at = f"{self._url}/{session}"
        try:
            handle = self._post(at, {"janus": "attach", "plugin": PLUGIN})["data"]["id"]
            yield lambda body: self._data(self._post(f"{at}/{handle}", {"janus": "message", "body": body}))
        finally:
            with suppress(Unavailable, Refused):
                self._post(at, {"janus": "destroy"})

    @staticmethod
    def _data(answer: dict[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = answer.get("plugindata", {}).get("data", {})
        return data

    def _post(self, url: str, said: dict[str, Any]) -> dict[str, Any]:
        token = core_token(self._secrets.token_secret, clock.now())
        body = json.dumps({**said, "transaction": secrets.token_hex(6), "token": token}).encode()
        try:
            with urlopen(Request(url, body), timeout=TIMEOUT) as answer:
                found: dict[str, Any] = json.load(answer)
        except HTTPError as error:
            raise Unavailable(f"Janus answered {error.code}") from error
        except (OSError, ValueError) as error:
            raise Unavailable(f"Janus does not answer: {error}") from error
        if found["janus"] == "error":
            raise Refused(f"Janus: {found['error']['reason']}")
        return found


def room_secret(known: Secrets, ref: str) -> str:
    return hmac.digest(known.room_secret.encode(), ref.encode(), "sha256").hex()
