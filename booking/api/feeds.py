from typing import Any

from flask import Response, current_app, jsonify

from booking import clock
from booking.actions.feeds import make_feed, rotate_feed
from booking.actions.tokens import revoke_token
from booking.api import problems
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.schemas.base import Problem
from booking.api.schemas.feed import FeedPage, FeedSchema, MakeFeedSchema, NewFeedSchema
from booking.errors import BrokenRule, Invalid, NotFound
from booking.models import Token
from booking.queries.tokens import feeds_of

blueprint = Blueprint("feeds", "Addresses that calendar applications read")
_FEED = FeedSchema()


@blueprint.get("/feeds")
@blueprint.response(200, FeedPage)
def feeds() -> Response:
    """One's own that are not revoked, without their addresses."""
    return jsonify(items=[_shown(token) for token in feeds_of(demanded())], next=None)


@blueprint.post("/feeds")
@blueprint.arguments(MakeFeedSchema)
@blueprint.response(201, NewFeedSchema)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
def new_feed(body: dict[str, Any]) -> Response:
    """The address is a secret and shown only now."""
    try:
        secret, token_id = make_feed(by=demanded(), now=clock.now(), **body)
    except NotFound:
        raise Invalid([BrokenRule("unknown_space", "space", {"slug": body["space"]})]) from None
    return _made(secret, token_id)


@blueprint.post("/feeds/<id:feed_id>/rotation")
@blueprint.response(201, NewFeedSchema)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def rotation(feed_id: int) -> Response:
    """The same calendar under another address and another id. The old address gives nothing from now on."""
    return _made(*rotate_feed(feed_id, by=demanded(), now=clock.now()))


@blueprint.delete("/feeds/<id:feed_id>")
@blueprint.response(204)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def no_feed(feed_id: int) -> None:
    """From now on the address gives nothing."""
    by = demanded()
    if feed_id not in {token.id for token in feeds_of(by)}:
        raise NotFound()
    revoke_token(feed_id, by=by, now=clock.now())


def _made(secret: str, token_id: int) -> Response:
    response = jsonify(id=token_id, url=_url(secret), signed_in_url=_url(token_id))
    response.status_code = 201
    response.headers["Cache-Control"] = "no-store"
    return response


def _shown(token: Token) -> dict[str, Any]:
    space = token.space.slug if token.space else None
    return _FEED.dump(token) | {"space": space, "signed_in_url": _url(token.id)}


def _url(name: str | int) -> str:
    return f"{current_app.config['BASE_URL']}/feeds/{name}.ics"
