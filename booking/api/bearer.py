"""Who asks: a bearer token (RFC 6750) and nothing else; a browser's session means nothing here."""

from dataclasses import replace

from flask import current_app, g, request
from flask_babel import refresh

from booking import clock
from booking.actions.tokens import note_use
from booking.errors import BookingError
from booking.permissions import Actor
from booking.queries.people import actor
from booking.queries.tokens import api_token
from booking.rules.secrets import digest

_LONGEST = 200


class Unauthorized(BookingError):
    code = "bad_token"
    status = 401


def identify() -> None:
    """Before every request: g.actor, or None when no token came. Raises Unauthorized for a wrong one."""
    g.actor = None
    refresh()
    if header := request.headers.get("Authorization"):
        token = api_token(digest(_secret(header)))
        if token is None:
            raise Unauthorized()
        g.actor = replace(actor(token, "api"), undo_for=current_app.config["UNDO_FOR"])
        note_use(token.token_id, token.last_used_at, now=clock.now())


def demanded() -> Actor:
    """Raises Unauthorized."""
    if g.actor is None:
        raise Unauthorized()
    return g.actor


def _secret(header: str) -> str:
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip() or len(secret) > _LONGEST:
        raise Unauthorized()
    return secret.strip()
