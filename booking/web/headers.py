"""What every answer carries for the browser's protection, and small HTML."""

import gzip
from functools import lru_cache

from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

CONTENT_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PROTECTION = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_SMALL = 1400  # one packet: nothing is won by making it smaller


VARY = "Cookie, Accept-Language, Accept-Encoding"


def register(app: Flask) -> None:
    if app.config["BASE_URL"].startswith("https:"):
        always = PROTECTION | {"Strict-Transport-Security": "max-age=31536000"}
    else:
        always = PROTECTION
    app.after_request(lambda response: _finished(response, always))


def _finished(response: Response, always: dict[str, str]) -> Response:
    """A header that a page has set itself stays."""
    own = {name for name, _ in response.headers}
    response.headers.extend([(name, value) for name, value in always.items() if name not in own])
    if response.mimetype == "text/html":
        response.headers.extend([] if "Cache-Control" in own else [("Cache-Control", "private, no-cache")])
        response.headers["Vary"] = VARY
        _compress(response)
    return response


def private(response: Response) -> Response:
    """The page's address is a key: it goes to no other page and into no cache."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _compress(response: Response) -> None:
    if response.direct_passthrough or not _wants_gzip(request.headers.get("Accept-Encoding", "")):
        return
    body = response.get_data()
    if len(body) > _SMALL:
        response.set_data(_small(body))
        response.headers["Content-Encoding"] = "gzip"


@lru_cache(maxsize=128)
def _wants_gzip(accepted: str) -> bool:
    """Browsers send the same few texts."""
    return parse_accept_header(accepted, Accept)["gzip"] > 0


@lru_cache(maxsize=128)
def _small(body: bytes) -> bytes:
    """Pages that nothing has changed are sent again and again. Level 3 takes half of 5's time."""
    return gzip.compress(body, compresslevel=3, mtime=0)
