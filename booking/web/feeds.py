"""Calendars to subscribe to: the secret in the address is all there is to sign in with; or, by its number, a
mail address and an app password."""

import gzip
from datetime import datetime

from flask import Blueprint, Response, current_app, request
from flask_babel import force_locale

from booking import clock
from booking.actions.sign_in import WrongCredentials
from booking.actions.tokens import note_use
from booking.errors import Gone, TooManyTries
from booking.queries.feed_texts import Asked, written
from booking.queries.feeds import Feed, feed_of, own_feed
from booking.queries.kept import Kept
from booking.rules import secrets
from booking.web.feed_pace import Pace
from booking.web.feed_readers import signed_in
from booking.wording import of_error

blueprint = Blueprint("feeds", __name__)
_pace = Pace()
_whole = Kept[tuple[bytes, datetime]](32)


@blueprint.errorhandler(Gone)
def gone(error: Gone) -> Response:
    return Response(status=error.status, mimetype="text/plain")


@blueprint.errorhandler(TooManyTries)
def too_often(error: TooManyTries) -> Response:
    """Back in the next minute (RFC 9110 10.2.3)."""
    headers = {"Retry-After": str(60 - clock.now().second)}
    return Response(f"{of_error(error)}\n", error.status, headers, mimetype="text/plain")


@blueprint.errorhandler(WrongCredentials)
def who_asks(error: WrongCredentials) -> Response:
    headers = {"WWW-Authenticate": f'Basic realm="{secrets.REALM}", charset="UTF-8"'}
    return Response(f"{of_error(error)}\n", error.status, headers, mimetype="text/plain")


@blueprint.get("/feeds/<secret>.ics")
def feed(secret: str) -> Response:
    return _answer(feed_of(secrets.digest(secret)))


@blueprint.get("/feeds/<int(max=2147483647):token_id>.ics")
def own(token_id: int) -> Response:
    """The same for programs that sign in, and cannot keep an address secret."""
    return _answer(own_feed(token_id, signed_in()))


def _answer(found: Feed) -> Response:
    """Whether anything changed is decided by one query, without looking at bookings (D38)."""
    now = clock.now()
    if not _pace.allows(found.key, now, current_app.config["FEED_RATE"]):
        raise TooManyTries()
    note_use(found.token_id, found.last_used_at, now=now)
    asked = Asked(*(request.args.get(name) == "1" for name in ("all", "expand", "fb")))
    zipped = request.accept_encodings["gzip"] > 0
    etag = found.version(now, *asked, zipped)
    if request.if_none_match.contains_weak(etag):
        return _headed(Response(status=304), etag)
    text, changed_at = _kept(found, now, asked, zipped, etag)
    return _headed(_calendar(text, changed_at, zipped), etag)


def _kept(found: Feed, now: datetime, asked: Asked, zipped: bool, etag: str) -> tuple[bytes, datetime]:
    """Some programs never send the tag back: what is unchanged is not written anew for them."""
    key = (found.key, etag)
    if kept := _whole.get(key):
        return kept
    with force_locale(found.by.locale):
        text, changed_at = written(found, found.window(now), current_app.config["BASE_URL"], asked)
    return _whole.put(key, (gzip.compress(text, 5, mtime=0) if zipped else text, changed_at))


def _calendar(text: bytes, changed_at: datetime, zipped: bool) -> Response:
    response = Response(text, content_type="text/calendar; charset=utf-8")
    response.last_modified = changed_at
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _headed(response: Response, etag: str) -> Response:
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, max-age=300"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.vary.add("Accept-Encoding")
    return response
