"""How a delivery is signed: Standard Webhooks 1.0, https://www.standardwebhooks.com."""

import hmac
import secrets
from base64 import b64decode, b64encode
from datetime import datetime
from hashlib import sha256

from booking.rules.notices import NOTICES

WEBHOOK = "webhook"  # the kind of its outbox rows
TEST = "test"  # the event that nothing but a wish to try causes
EVENTS = tuple(sorted(NOTICES))
MOST = 20  # of one person
_PREFIX = "whsec_"


def new_secret() -> str:
    """256 bits."""
    return _PREFIX + b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`timestamp` in seconds since 1970."""
    key = b64decode(secret.removeprefix(_PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(key, signed, sha256)).decode()


def headers(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """`at` is when it is tried: a receiver refuses what is old, lest it be replayed."""
    timestamp = int(at.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }
