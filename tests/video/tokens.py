"""Tokens read as a strict conference server reads them."""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

LEEWAY = 5  # seconds, as measured at Galène


def checked(token: str, key: bytes, *, aud: str, now: datetime) -> dict[str, Any] | None:
    """Its claims; None where a server would refuse it."""
    head, body, signature = token.split(".")
    wanted = hmac.new(key, f"{head}.{body}".encode(), hashlib.sha256).digest()
    if json.loads(_read(head))["alg"] != "HS256" or not hmac.compare_digest(wanted, _read(signature)):
        return None
    claims = json.loads(_read(body))
    at = now.timestamp()
    in_time = claims["nbf"] - LEEWAY <= at < claims["exp"] + LEEWAY
    return claims if in_time and claims["aud"] == aud else None


def _read(part: str) -> bytes:
    assert "=" not in part
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
