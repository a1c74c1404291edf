from typing import Any

from flask import Response, jsonify

from booking import clock
from booking.actions.blackouts import Closing, add_blackout, remove_blackout
from booking.api import problems
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.closing import Places, naming, newest, slug_of
from booking.api.hits import meetings
from booking.api.schemas.base import PageQuery, Problem
from booking.api.schemas.closing import BlackoutPage, BlackoutSchema, MakeBlackout, NewBlackout
from booking.errors import BrokenRule, Invalid
from booking.models import Blackout
from booking.queries.blackouts import blackouts
from booking.rules.interval import Interval

blueprint = Blueprint("blackouts", "Times when something cannot be booked; for staff")
_BLACKOUT = BlackoutSchema()


@blueprint.get("/blackouts")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, BlackoutPage)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
def closed_times(query: dict[str, Any]) -> Response:
    """Newest first."""
    return newest(blackouts, query, _shown)


@blueprint.post("/blackouts")
@blueprint.arguments(MakeBlackout)
@blueprint.response(201, NewBlackout)
@blueprint.alt_response(200, schema=NewBlackout, description="A preview")
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
def new_blackout(body: dict[str, Any]) -> Response:
    """Answers which bookings it hits; none of them is undone."""
    with naming(body["resource"]):
        added = add_blackout(_closing(body), by=demanded(), now=clock.now(), preview=body["preview"])
    response = jsonify(ids=list(added.ids), hits=meetings(added.hits))
    response.status_code = 200 if body["preview"] else 201
    return response


@blueprint.delete("/blackouts/<id:blackout_id>")
@blueprint.response(204)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def no_blackout(blackout_id: int) -> None:
    """It can be booked again, with the parts that were closed along with it."""
    remove_blackout(blackout_id, by=demanded(), now=clock.now())


def _closing(body: dict[str, Any]) -> Closing:
    """Raises Invalid."""
    if body["ends_at"] <= body["starts_at"]:
        raise Invalid([BrokenRule("ends_before_start", "ends_at")])
    interval = Interval(body["starts_at"], body["ends_at"])
    return Closing(body["resource"], interval, body["reason"], body["with_parts"])


def _shown(row: Blackout, places: Places) -> dict[str, Any]:
    return _BLACKOUT.dump(row) | {"resource": slug_of(row, places)}
