"""Personal links: derived, so that every later mail carries the same one; revoked by a generation (D42)."""

import hashlib
import hmac
from base64 import b32decode, b32encode, urlsafe_b64encode
from collections.abc import Iterable
from functools import lru_cache

REPLY, REMINDERS, CONFIRM, WELCOME = "reply", "reminders", "confirm", "welcome"
JOIN, GUEST = "join", "guest"
_LENGTH = 24  # of base64: 144 bits
_HALF, _TURNS = 2**32, 4
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz234567")


def signed(key: str, purpose: str, row_id: int, generation: int = 0) -> str:
    """`<id>-<HMAC-SHA256>`, fit for a path. The id is an attendee's; for CONFIRM a mail's
    that came in, for WELCOME an account's, for GUEST a meeting link's."""
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


@lru_cache(20_000)
def veiled(key: str, number: int) -> str:
    """A name for the row of that number which tells nothing of it, and can be read back with the key: four
    rounds of a Feistel network over 64 bits (Luby and Rackoff). One answer asks for the same name again."""
    left, right = divmod(number, _HALF)
    for turn in range(_TURNS):
        left, right = right, left ^ _mixed(key, turn, right)
    return b32encode((left * _HALF + right).to_bytes(8, "big")).decode().rstrip("=").lower()


@lru_cache(20_000)
def unveiled(key: str, name: str) -> int | None:
    """The number, where it is a name that `veiled` gave."""
    if len(name) != 13 or not set(name) <= _LETTERS:
        return None
    left, right = divmod(int.from_bytes(b32decode(name.upper() + "==="), "big"), _HALF)
    for turn in reversed(range(_TURNS)):
        left, right = right ^ _mixed(key, turn, left), left
    return right if not left and right < _HALF // 2 and veiled(key, right) == name else None


def _mixed(key: str, turn: int, half: int) -> int:
    return int.from_bytes(_digest(key, f"{turn}:{half}")[:4], "big")
