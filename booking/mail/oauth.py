"""Signing in to a mail server with a token instead of a password: XOAUTH2 (D36).

Sources: developers.google.com/gmail/imap/xoauth2-protocol, RFC 6749 4.4 (client credentials) and 6
(refreshing), learn.microsoft.com/exchange "Authenticate an IMAP, POP or SMTP connection using OAuth".
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

_EARLY = 60  # seconds before its end in which a token is not used any more
_kept: dict["Account", tuple[str, float]] = {}
_asking = Lock()


class TokenRefused(OSError):
    """The token's server said no; one line."""


@dataclass(frozen=True, slots=True)
class Account:
    """With a `refresh_token` that is what is exchanged, else the client's own credentials."""

    token_url: str
    client_id: str
    client_secret: str
    scope: str
    refresh_token: str

    def grant(self) -> dict[str, str]:
        common = {"client_id": self.client_id, "client_secret": self.client_secret}
        if self.refresh_token:
            return common | {"grant_type": "refresh_token", "refresh_token": self.refresh_token}
        return common | {"grant_type": "client_credentials", "scope": self.scope}


def account(settings: Mapping[str, Any], which: str = "MAIL") -> Account | None:
    """None where the mail server takes a password, or nothing. `which` begins the settings' names."""
    if not settings[f"{which}_TOKEN_URL"]:
        return None
    names = ("TOKEN_URL", "CLIENT_ID", "CLIENT_SECRET", "SCOPE", "REFRESH_TOKEN")
    return Account(*(settings[f"{which}_{name}"] for name in names))


def token(account: Account, timeout: float) -> str:
    """Kept by this process until shortly before it ends. Raises OSError."""
    with _asking:
        said, until = _kept.get(account, ("", 0.0))
        if until <= time.monotonic():
            said, lasts = _asked(account, timeout)
            _kept[account] = said, time.monotonic() + lasts - _EARLY
        return said


def forget(account: Account) -> None:
    """The mail server did not take it."""
    _kept.pop(account, None)


def _asked(account: Account, timeout: float) -> tuple[str, float]:
    request = Request(account.token_url, urlencode(account.grant()).encode(), method="POST")
    try:
        with urlopen(request, timeout=timeout) as answer:
            said = json.load(answer)
        return str(said["access_token"]), float(said.get("expires_in", 0))
    except HTTPError as error:
        raise TokenRefused(f"{account.token_url}: {_why(error)}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise TokenRefused(f"{account.token_url}: no token in its answer") from error


def _why(error: HTTPError) -> str:
    """What RFC 6749 5.2 says it tells, on one line."""
    try:
        said = json.loads(error.read(10_000))
        text = f"{said['error']} {said.get('error_description', '')}"
    except (ValueError, KeyError, TypeError, AttributeError):
        text = str(error)
    return " ".join(text.split())[:500]


def initial_response(user: str, token: str) -> str:
    return f"user={user}\x01auth=Bearer {token}\x01\x01"
