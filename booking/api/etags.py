"""Entity tags, strong (RFC 9110 8.8.3): of a reservation from id and revision, of rivals from all theirs."""

from typing import Any

from flask import Response, jsonify, request

from booking.errors import Stale
from booking.models import Reservation

IF_MATCH = "If-Match"
PARAMETER = {"in": "header", "name": IF_MATCH, "schema": {"type": "string"}}
HEADERS = {"ETag": {"schema": {"type": "string"}}}


def tagged(answer: dict[str, Any], status: int = 200) -> Response:
    """The answer, with the tag of what it tells."""
    response = jsonify(answer)
    response.status_code = status
    if "revision" in answer:  # what was kept for a repetition may be older than tags are
        response.set_etag(f"{answer['id']}-{answer['revision']}")
    return response


def demanded_revision(found: Reservation) -> int | None:
    """What the client read, where it matters. Raises Stale."""
    return None if demanded_tag(f"{found.id}-{found.revision}") is None else found.revision


def demanded_tag(tag: str) -> str | None:
    """The tag of what is there now, where the client wants no other (RFC 9110 13.1.1; a weak tag never
    matches). Raises Stale."""
    if IF_MATCH not in request.headers or request.if_match.star_tag:
        return None
    if not request.if_match.contains(tag):
        raise Stale()
    return tag
