"""Who asks: a mail address and an app password (D41) by Basic (RFC 7617), never the account's password."""

from dataclasses import replace
from typing import Any

from flask import current_app
from werkzeug.datastructures import Authorization

from booking import clock
from booking.actions.guesses import note_guess
from booking.actions.tokens import note_use
from booking.dav.answers import Unauthorized
from booking.permissions import Actor
from booking.queries.people import actor
from booking.queries.tokens import app_password
from booking.rules.secrets import digest, typed

_LONGEST = 300


def signed_in(environ: dict[str, Any]) -> Actor:
    """Before anything else is looked at. Raises Unauthorized, TooManyTries."""
    email, password = _given(environ)
    row = app_password(digest(typed(password)))
    if row is None or row.email != email:
        settings = current_app.config
        limits = {"tries": settings["SIGN_IN_TRIES"], "window": settings["SIGN_IN_WINDOW"]}
        note_guess(environ.get("REMOTE_ADDR", ""), now=clock.now(), **limits)
        raise Unauthorized()
    note_use(row.token_id, row.last_used_at, now=clock.now())
    return replace(actor(row, "caldav"), undo_for=current_app.config["UNDO_FOR"])


def _given(environ: dict[str, Any]) -> tuple[str, str]:
    header = environ.get("HTTP_AUTHORIZATION", "")
    given = Authorization.from_header(header) if len(header) <= _LONGEST * 4 else None
    if given is None or given.type != "basic" or not given.username or not given.password:
        raise Unauthorized()
    return given.username.strip().lower(), given.password[:_LONGEST]
