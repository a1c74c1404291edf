"""Passwords that people choose: argon2id, few at a time, since each takes 64 MiB (RFC 9106)."""

from collections.abc import Iterator
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from booking.errors import BrokenRule

SHORTEST, LONGEST = 12, 1024  # of characters
_hasher = PasswordHasher()
_few = BoundedSemaphore(2)
_NOBODY = _hasher.hash("nobody has this password")


def wrong_password(new: str, field: str) -> Iterator[BrokenRule]:
    if len(new) < SHORTEST:
        yield BrokenRule("password_too_short", field, {"least": SHORTEST})
    if len(new) > LONGEST:
        yield BrokenRule("too_long_text", field, {"most": LONGEST})


def hashed(password: str) -> str:
    with _few:
        return _hasher.hash(password)


def verify(kept: str | None, password: str) -> bool:
    """Takes as long for an account that does not exist, so that the time tells nothing."""
    with _few:
        try:
            return _hasher.verify(kept or _NOBODY, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False
