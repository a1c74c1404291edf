"""Signed tokens as conference servers read them (RFC 7519, HS256)."""

import base64
import hmac
import json
from collections.abc import Mapping
from typing import Any


def jwt(claims: Mapping[str, Any], key: bytes, **header: str) -> str:
    said = ".".join(base64url(json.dumps(part).encode()) for part in ({**_HEADER, **header}, claims))
    return f"{said}.{base64url(hmac.digest(key, said.encode(), 'sha256'))}"


_HEADER = {"typ": "JWT", "alg": "HS256"}


def base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
