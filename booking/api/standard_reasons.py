from typing import Any

from flask import Response, jsonify

from booking import clock
from booking.actions.standard_reasons import (
    add_standard_reason,
    edit_standard_reason,
    remove_standard_reason,
)
from booking.api import problems
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.schemas.base import Problem
from booking.api.schemas.standard_reason import (
    EditStandardReason,
    MakeStandardReason,
    StandardReasonPage,
    StandardReasonQuery,
    StandardReasonSchema,
)
from booking.errors import BrokenRule, Invalid
from booking.models import StandardReason
from booking.permissions import demand
from booking.queries.standard_reasons import standard_reasons

blueprint = Blueprint("standard_reasons", "Reasons to decline, return or cancel; for staff")


@blueprint.get("/standard-reasons")
@blueprint.arguments(StandardReasonQuery, location="query")
@blueprint.response(200, StandardReasonPage)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
def reasons(query: dict[str, Any]) -> Response:
    """All of them, in the order in which they are offered."""
    demand(demanded(), "desk")
    found = standard_reasons(*([query["verb"]] if "verb" in query else []))
    return jsonify(items=[_shown(row) for row in found], next=None)


@blueprint.post("/standard-reasons")
@blueprint.arguments(MakeStandardReason)
@blueprint.response(201, StandardReasonSchema)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
def new_reason(body: dict[str, Any]) -> Response:
    """At the end of its verb's list, where no `position` is named."""
    made = add_standard_reason(by=demanded(), now=clock.now(), **body)
    response = jsonify(_shown(made))
    response.status_code = 201
    return response


@blueprint.patch("/standard-reasons/<id:reason_id>")
@blueprint.arguments(EditStandardReason)
@blueprint.response(200, StandardReasonSchema)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def edit_reason(body: dict[str, Any], reason_id: int) -> Response:
    """`texts` replaces all. Bookings keep the words that were given at the time."""
    by = demanded()
    demand(by, "edit_texts")
    if not any(value is not None for value in body.values()):
        raise Invalid([BrokenRule("nothing_to_change")])
    return jsonify(_shown(edit_standard_reason(reason_id, by=by, now=clock.now(), **body)))


@blueprint.delete("/standard-reasons/<id:reason_id>")
@blueprint.response(204)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def no_reason(reason_id: int) -> None:
    """It is offered no more."""
    remove_standard_reason(reason_id, by=demanded(), now=clock.now())


def _shown(row: StandardReason) -> dict[str, Any]:
    return {"id": row.id, "verb": row.verb, "position": row.position, "texts": row.texts}
