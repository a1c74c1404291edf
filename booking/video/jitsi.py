"""Jitsi Meet of one's own, with tokens (https://github.com/jitsi/lib-jitsi-meet/blob/master/doc/tokens.md).

Written by its documentation; not yet tried with a real one. It makes a room when somebody comes, and lets
nobody in without a token of ours; but it puts nobody out at the end.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from booking.rules.meetings import HOST, TICKET_LASTS
from booking.video.base import PARTS, PERSONAL, Person, Spec
from booking.video.jwt import jwt


class Jitsi:
    name = "jitsi"
    can = frozenset({PERSONAL, PARTS})

    def __init__(self, settings: Mapping[str, Any]):
        self.address = settings["JITSI_URL"]
        self._app, self._secret = settings["JITSI_APP_ID"], settings["JITSI_APP_SECRET"]

    def ensure(self, meeting: Spec) -> dict[str, Any]:
        return {}

    def join_url(self, meeting: Spec, person: Person, now: datetime) -> str:
        claims = {
            "aud": self._app, "iss": self._app, "sub": "*", "room": meeting.ref.lower(),
            "nbf": int(now.timestamp()), "exp": int((now + TICKET_LASTS).timestamp()),
            "context": {"user": _user(person)},
        }  # fmt: skip
        token = jwt(claims, self._secret.encode())
        return f"{self.address}/{quote(meeting.ref.lower())}?jwt={token}"

    def end(self, meeting: Spec) -> None:
        """It knows no way."""

    def presence(self, meeting: Spec) -> list[str] | None:
        return None

    def reach(self) -> None:
        """Nothing of it can be asked."""


def _user(person: Person) -> dict[str, str]:
    """All of it text, as Jitsi wants it."""
    moderator = person.role == HOST
    affiliation = "owner" if moderator else "member"
    return {
        "id": person.ref,
        "name": person.name,
        "moderator": str(moderator).lower(),
        "affiliation": affiliation,
    }
