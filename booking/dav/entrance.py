"""Who asks: a mail address and an app password (D41) by Basic (RFC 7617), never the account's password."""

from dataclasses import replace
from typing import Any

from flask import current_app
from werkzeug.datastructures import Authorization

from booking import clock
from booking.actions.guesses import let_in
from booking.actions.sign_in import WrongCredentials
from booking.actions.tokens import note_use
from booking.permissions import Actor
from booking.queries.people import actor

_LONGEST = 1200


def signed_in(environ: dict[str, Any]) -> Actor:
    """Before anything else is looked at. Raises WrongCredentials, TooManyTries."""
    settings, now = current_app.config, clock.now()
    limits = {"tries": settings["SIGN_IN_TRIES"], "window": settings["SIGN_IN_WINDOW"]}
    row = let_in(*_given(environ), address=environ.get("REMOTE_ADDR", ""), now=now, **limits)
    note_use(row.token_id, row.last_used_at, now=now)
    return replace(actor(row, "caldav"), undo_for=settings["UNDO_FOR"])


def _given(environ: dict[str, Any]) -> tuple[str, str]:
    header = environ.get("HTTP_AUTHORIZATION", "")
    given = Authorization.from_header(header) if len(header) <= _LONGEST else None
    if given is None or given.type != "basic" or not given.username or not given.password:
        raise WrongCredentials()
    return given.username, given.password
