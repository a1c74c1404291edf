"""Staff give a slot to who waits for it."""

from typing import Any

from flask import Response, jsonify

from booking import clock
from booking.actions.award import award
from booking.actions.awarded import Awarded, MadeRoom, as_seen
from booking.actions.scopes import anchor
from booking.api import problems, shown
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.etags import HEADERS, PARAMETER, demanded_tag, tagged
from booking.api.hits import hit
from booking.api.reservations import seen
from booking.api.schemas.awards import AwardedSchema
from booking.api.schemas.base import Problem
from booking.api.schemas.changes import AwardSchema, DateQuery
from booking.api.scopes import date_of
from booking.api.times import span, span_in
from booking.models import Reservation
from booking.permissions import demand
from booking.queries.reservations import holders
from booking.queries.told import Told

blueprint = Blueprint("awards", "A slot given to who waits for it; for staff")
Json = dict[str, Any]


@blueprint.post("/reservations/<id:reservation_id>/award")
@blueprint.doc(parameters=[PARAMETER])
@blueprint.arguments(DateQuery, location="query")
@blueprint.arguments(AwardSchema)
@blueprint.response(200, AwardedSchema, headers=HEADERS)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(409, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(412, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(422, schema=Problem, content_type=problems.TYPE)
def awarding(query: Json, body: Json, reservation_id: int) -> Response:
    """Staff give the slot to who waits for it; its holders are moved, or lose it and are offered others.
    `If-Match` takes the tag of the rivals. With `preview` nothing is kept.
    """
    by, found = demanded(), seen(reservation_id)
    demand(by, "approve")  # before any condition (RFC 9110 13.2.1)
    at, preview = date_of((query | body).get("recurrence_id"), found), body["preview"]
    answer = award(
        reservation_id,
        by=by,
        now=clock.now(),
        recurrence_id=at,
        move=body["move"],
        reason=body["reason"],
        seen=_read(found, at),
        preview=preview,
        answer=_shown,
    )
    return jsonify(answer) if preview else tagged(answer)


def _read(found: Reservation, at: str) -> str | None:
    """Raises Invalid, Stale."""
    date = anchor(found, at)
    return demanded_tag(as_seen(date, holders(date)))


def _shown(awarded: Awarded) -> Json:
    return {
        **shown.reservation(awarded.entry.reservation),
        "made_room": [_made_room(one) for one in awarded.made_room],
        "told": [_told(one) for one in awarded.told],
    }


def _made_room(one: MadeRoom) -> Json:
    was, tzid = one.was, one.occurrence.reservation.tzid
    slugs = [space.slug for space in was.spaces]
    offers = [{"spaces": list(each.spaces), **span_in(each.interval, tzid)} for each in one.offers or ()]
    return {
        **hit(one.occurrence),
        "was": {"status": was.status, "spaces": slugs, **span(was.interval)},
        "moved": one.moved,
        "alternatives": offers,
    }


def _told(one: Told) -> Json:
    return {"reservation": one.reservation_id, "kind": one.kind, "email": one.email, "name": one.name}
