"""Who reads a feed by Basic (RFC 7617): a mail address and an app password (D41)."""

from flask import current_app, request

from booking import clock
from booking.actions.guesses import let_in
from booking.actions.sign_in import WrongCredentials
from booking.actions.tokens import note_use


def signed_in() -> int:
    """The person's id. Raises WrongCredentials, TooManyTries."""
    given, settings, now = request.authorization, current_app.config, clock.now()
    if given is None or given.type != "basic" or not given.username or not given.password:
        raise WrongCredentials()
    limits = {"tries": settings["SIGN_IN_TRIES"], "window": settings["SIGN_IN_WINDOW"]}
    row = let_in(given.username, given.password, address=request.remote_addr or "", now=now, **limits)
    note_use(row.token_id, row.last_used_at, now=now)
    found: int = row.id
    return found
