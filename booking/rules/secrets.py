"""Random secrets of ours: shown once, kept as SHA-256 (D41)."""

import hashlib
import secrets


def new() -> str:
    """256 bits, fit for a path or a header."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
