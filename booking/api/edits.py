"""A reservation is changed by its difference."""

from typing import Any

from flask import Response, jsonify

from booking import clock
from booking.actions.change import change
from booking.actions.changed import Changed
from booking.actions.differences import Difference
from booking.actions.differences import changed as different
from booking.actions.scopes import ONE
from booking.api import problems, shown
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.etags import HEADERS, PARAMETER, demanded_revision, tagged
from booking.api.reservations import seen
from booking.api.schemas.base import PolicyProblem, Problem, SlotTakenProblem
from booking.api.schemas.changed import ChangedSchema
from booking.api.schemas.changes import ScopeQuery
from booking.api.schemas.edit import EditSchema, to_edit
from booking.api.scopes import scope_of
from booking.api.taken import conflict, offers_for_a_change
from booking.api.times import span
from booking.errors import OutOfPolicy, SlotTaken
from booking.permissions import demand
from booking.queries.reservations import relation_to

blueprint = Blueprint("edits", "Changing what has been booked")
Json = dict[str, Any]


@blueprint.patch("/reservations/<id:reservation_id>")
@blueprint.doc(parameters=[PARAMETER])
@blueprint.arguments(ScopeQuery, location="query")
@blueprint.arguments(EditSchema)
@blueprint.response(200, ChangedSchema, headers=HEADERS)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(409, schema=SlotTakenProblem, content_type=problems.TYPE)
@blueprint.alt_response(412, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(422, schema=PolicyProblem, content_type=problems.TYPE)
def edit(query: Json, body: Json, reservation_id: int) -> Response:
    """Only what is named changes, and only in the dates of the scope that are to come. Of a series that has
    begun, or whose earlier dates stay, the rest goes on under another id: `split`. With `preview` nothing is
    kept, and `changes` tells what is in the way of each date.
    """
    by, found = demanded(), seen(reservation_id)
    demand(by, "change", relation_to(by, found))  # before any condition (RFC 9110 13.2.1)
    wish, scope, revision = to_edit(body, found.tzid), scope_of(query, found), demanded_revision(found)
    several, tzid, preview = bool(found.rrule) and scope["scope"] != ONE, found.tzid, body["preview"]
    try:
        answer = change(
            reservation_id,
            wish,
            by=by,
            now=clock.now(),
            **scope,
            revision=revision,
            preview=preview,
            answer=_shown,
        )
    except (SlotTaken, OutOfPolicy) as refused:
        return problems.refused(refused, **offers_for_a_change(refused, body, tzid, several))
    return jsonify(answer) if preview else tagged(answer)


def _shown(changed: Changed) -> Json:
    return {
        **shown.reservation(changed.reservation),
        "changes": [_difference(one) for one in different(changed.differences)],
        "asked": bool(changed.asked),
        "split": changed.split,
    }


def _difference(one: Difference) -> Json:
    return {
        "recurrence_id": one.recurrence_id,
        "what": one.what,
        "was": span(one.was) if one.was else None,
        "becomes": span(one.becomes) if one.becomes else None,
        "conflicts": [conflict(each) for each in one.conflicts],
        "errors": [problems.fault(rule) for rule in one.broken],
    }
