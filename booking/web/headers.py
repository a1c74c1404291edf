"""What every answer carries for the browser's protection, and small HTML."""

import gzip

from flask import Flask, Response, request

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


def _compress(response: Response) -> None:
    if "gzip" not in request.headers.get("Accept-Encoding", "") or response.direct_passthrough:
        return
    body = response.get_data()
    if len(body) > _SMALL and request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(body, compresslevel=5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
