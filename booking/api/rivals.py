"""Who holds a slot and who waits for it."""

from typing import Any

from flask import Response, jsonify

from booking import clock
from booking.actions.awarded import as_seen
from booking.actions.scopes import anchor
from booking.api import problems
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.etags import HEADERS
from booking.api.hits import hit
from booking.api.reservations import seen
from booking.api.schemas.base import Problem
from booking.api.schemas.changes import DateQuery
from booking.api.schemas.rivals import RivalsSchema
from booking.api.scopes import date_of
from booking.api.times import instant
from booking.models import Occurrence
from booking.outbox.in_line import positions
from booking.permissions import demand
from booking.queries.reservations import holders
from booking.queries.waitlist import behind, wanted_spans

blueprint = Blueprint("rivals", "Who wants the same slot; for staff")


@blueprint.get("/reservations/<id:reservation_id>/rivals")
@blueprint.arguments(DateQuery, location="query")
@blueprint.response(200, RivalsSchema, headers=HEADERS)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def rivals(query: dict[str, Any], reservation_id: int) -> Response:
    """Who holds the slot of one of its dates, and who waits for it, the first in line first. An award of it
    heeds the tag: it is another when others hold the slot, or one of these bookings has changed.
    """
    found = seen(reservation_id)
    demand(demanded(), "approve")
    date = anchor(found, date_of(query.get("recurrence_id"), found))
    line = behind(wanted_spans(date), clock.now())
    places = positions({entry.reservation_id for entry in line})
    waiting = [_waiting(entry, places.get(entry.id)) for entry in line]
    held = holders(date)
    response = jsonify(holders=[hit(holder) for holder in held], waiting=waiting)
    response.set_etag(as_seen(date, held))
    return response


def _waiting(entry: Occurrence, position: int | None) -> dict[str, Any]:
    return hit(entry) | {"position": position, "waitlisted_at": instant(entry.waitlisted_at)}
