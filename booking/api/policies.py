from typing import Any

from flask import Response, jsonify

from booking import clock
from booking.actions.policies import edit_policy
from booking.api import problems
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.hits import hits
from booking.api.schemas.base import Problem
from booking.api.schemas.policy import ChangedPolicy, PolicyPatch, PolicySettings, PolicyValues
from booking.permissions import demand
from booking.queries.policy_rows import Edited, edited, slug_of

blueprint = Blueprint("policies", "The rules that staff set, of the centre and of each resource; for staff")
_VALUES = PolicyValues()


@blueprint.get("/policy")
@blueprint.response(200, PolicySettings)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
def centre_policy() -> Response:
    """What stands beneath every resource's own."""
    demand(demanded(), "edit_policy")
    return jsonify(_shown(edited(None)))


@blueprint.patch("/policy")
@blueprint.arguments(PolicyPatch)
@blueprint.response(200, ChangedPolicy)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
def change_centre_policy(body: dict[str, Any]) -> Response:
    """Only the fields named change; null takes back. With `preview` nothing does."""
    return _changed(None, body)


@blueprint.get("/resources/<id:resource_id>/policy")
@blueprint.response(200, PolicySettings)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def resource_policy(resource_id: int) -> Response:
    """What it says itself, what is in force, and who says it."""
    demand(demanded(), "edit_policy")
    return jsonify(_shown(edited(slug_of(resource_id))))


@blueprint.patch("/resources/<id:resource_id>/policy")
@blueprint.arguments(PolicyPatch)
@blueprint.response(200, ChangedPolicy)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def change_resource_policy(body: dict[str, Any], resource_id: int) -> Response:
    """Only the fields named change; null falls through to the centre's. With `preview` nothing changes."""
    demand(demanded(), "edit_policy")
    return _changed(slug_of(resource_id), body)


def _changed(slug: str | None, body: dict[str, Any]) -> Response:
    values = {name: value for name, value in body.items() if name != "preview"}
    edit = edit_policy(slug, by=demanded(), now=clock.now(), values=values, preview=body["preview"])
    told = hits(edit.hits)
    return jsonify(_shown(edited(slug)) | {"own": _VALUES.dump(edit.own), "hits": told})


def _shown(found: Edited) -> dict[str, Any]:
    return {
        "own": _VALUES.dump(found.own),
        "in_force": _VALUES.dump(found.in_force),
        "set_by": found.set_by,
        "resources": [resource.slug for resource in found.resources],
    }
