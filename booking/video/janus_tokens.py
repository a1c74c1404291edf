"""Janus' signed tokens (`auth.c` of Janus 1.x): `<exp>,<realm>,<descriptor>…:<base64 of HMAC-SHA1>`."""

import base64
import hmac
from datetime import datetime, timedelta

PLUGIN = "janus.plugin.videoroom"
LIFETIME = timedelta(seconds=60)


def core_token(secret: str, now: datetime) -> str:
    """For every request; a session whose requests have none that is valid ends."""
    return signed(secret, now + LIFETIME, "janus", PLUGIN)


def room_token(secret: str, room: str, now: datetime) -> str:
    """For joining that room."""
    return signed(secret, now + LIFETIME, PLUGIN, f"room={room}")


def signed(secret: str, until: datetime, realm: str, descriptor: str) -> str:
    said = f"{int(until.timestamp())},{realm},{descriptor}"
    mac = hmac.digest(secret.encode(), said.encode(), "sha1")
    return f"{said}:{base64.b64encode(mac).decode()}"
