"""Lists are {"items": [...], "next": cursor or null}; a cursor is opaque, and its rows go down by id."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, jsonify

from booking.errors import BrokenRule, Invalid

_MOST = 100


def wanted(query: dict[str, Any]) -> tuple[int | None, int]:
    """The id before which the page begins, and how many rows. Raises Invalid."""
    cursor, limit = query["cursor"], min(query["limit"], _MOST)
    if not cursor:
        return None, limit
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 10 and 0 < int(cursor) < 2**31):
        raise Invalid([BrokenRule("bad_cursor", "cursor")])
    return int(cursor), limit


def page(rows: Sequence[Any], limit: int, show: Callable[[Any], dict[str, Any]]) -> Response:
    """`rows` has one more than `limit` if there are more."""
    items = [show(row) for row in rows[:limit]]
    return jsonify(items=items, next=str(rows[limit - 1].id) if len(rows) > limit else None)
