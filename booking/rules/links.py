"""Personal links: derived, so that every later mail carries the same one; revoked by a generation (D42)."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable

REPLY, REMINDERS, CONFIRM = "reply", "reminders", "confirm"
_LENGTH = 24  # of base64: 144 bits


def signed(key: str, purpose: str, row_id: int, generation: int = 0) -> str:
    """`<id>-<HMAC-SHA256>`, fit for a path. The id is an attendee's; for CONFIRM a mail's that came in."""
    return f"{row_id}-{_mac(key, purpose, row_id, generation)}"


def id_of(token: str) -> int | None:
    """Which row's link it claims to be; nothing is believed before `genuine`."""
    number = token.partition("-")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None


def genuine(token: str, keys: Iterable[str], purpose: str, row_id: int, generation: int = 0) -> bool:
    """Under the present key or an older one that is still honoured."""
    expected = (signed(key, purpose, row_id, generation) for key in keys)
    return any(hmac.compare_digest(token.encode(), text.encode()) for text in expected)


def envelope(key: str, message_id: int) -> str:
    """For the local part of an envelope sender, where some servers forget the case of letters (D32)."""
    return f"{message_id}-{_digest(key, f'envelope:{message_id}').hex()[:32]}"


def message_of(token: str, keys: Iterable[str]) -> int | None:
    """Which message it was the envelope of, if it is one of ours."""
    number = id_of(token)
    if number is None:
        return None
    expected = (envelope(key, number) for key in keys)
    return number if any(hmac.compare_digest(token.lower().encode(), t.encode()) for t in expected) else None


def disguised(key: str, uid: str) -> str:
    """A UID that tells nothing of the real one, and another for each key: two feeds cannot be joined."""
    return urlsafe_b64encode(_digest(key, uid)).decode()[:_LENGTH]


def _mac(key: str, purpose: str, row_id: int, generation: int) -> str:
    return urlsafe_b64encode(_digest(key, f"{purpose}:{row_id}:{generation}")).decode()[:_LENGTH]


def _digest(key: str, text: str) -> bytes:
    return hmac.digest(key.encode(), text.encode(), hashlib.sha256)
