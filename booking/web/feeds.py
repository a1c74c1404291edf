"""Calendars to subscribe to; the secret in the address is all there is to sign in with."""

import gzip
from datetime import datetime

from flask import Blueprint, Response, abort, current_app, request
from flask_babel import force_locale

from booking import clock
from booking.actions.tokens import note_use
from booking.queries.feed_texts import written
from booking.queries.feeds import Feed, feed_of
from booking.rules import secrets

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/feeds/<secret>.ics")
def feed(secret: str) -> Response:
    """Whether anything changed is decided by one query, without looking at bookings (D38)."""
    now, found = clock.now(), feed_of(secrets.digest(secret))
    if found is None:
        abort(404)
    note_use(found.token_id, found.last_used_at, now=now)
    everything, zipped = request.args.get("all") == "1", request.accept_encodings["gzip"] > 0
    etag = found.version(now, everything) + ("-gzip" if zipped else "")
    if request.if_none_match.contains_weak(etag):
        return _headed(Response(status=304), etag)
    return _headed(_whole(found, secret, now, everything, zipped), etag)


def _whole(found: Feed, secret: str, now: datetime, everything: bool, zipped: bool) -> Response:
    with force_locale(found.by.locale):
        text, changed_at = written(
            found, found.window(now), secret, current_app.config["BASE_URL"], everything
        )
    response = Response(gzip.compress(text, compresslevel=5, mtime=0) if zipped else text)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.last_modified = changed_at
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _headed(response: Response, etag: str) -> Response:
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, max-age=300"
    response.vary.add("Accept-Encoding")
    return response
