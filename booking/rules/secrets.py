"""Random secrets of ours: shown once, kept as SHA-256 (D41)."""

import hashlib
import secrets
from base64 import b32encode

REALM = "Silkroom"  # for which an app password is asked (RFC 7617 2)


def new() -> str:
    """256 bits, fit for a path or a header."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def new_app_password() -> str:
    """128 bits in groups that can be read out and typed: small letters and the digits 2 to 7."""
    text = b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
    return "-".join(text[n : n + 5] for n in range(0, len(text), 5))


def typed(app_password: str) -> str:
    """As `new_app_password` gave it, whatever became of its groups and of its letters' case."""
    text = "".join(letter for letter in app_password.lower() if letter.isalnum())
    return "-".join(text[n : n + 5] for n in range(0, len(text), 5))


def token() -> str:
    """96 bits in small letters and digits: a name that nobody guesses."""
    return secrets.token_hex(12)
