"""Servers that help through firewalls, with credentials for some hours (draft-uberti-behave-turn-rest)."""

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

LASTS = timedelta(hours=12)


def ice_servers(settings: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """As RTCPeerConnection takes them; none where TURN_URLS is not set."""
    urls, secret = settings["TURN_URLS"], settings["TURN_SECRET"]
    if not urls:
        return []
    name = str(int((now + LASTS).timestamp()))
    word = base64.b64encode(hmac.digest(secret.encode(), name.encode(), "sha1")).decode()
    return [{"urls": urls, "username": name, "credential": word}]
