from typing import Any

from flask import Response, jsonify

from booking import clock
from booking.actions.special_days import add_special_day, remove_special_day
from booking.api import problems
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.closing import Places, naming, newest, slug_of
from booking.api.schemas.base import PageQuery, Problem
from booking.api.schemas.closing import MakeSpecialDay, SpecialDayPage, SpecialDaySchema
from booking.models import SpecialDay
from booking.queries.blackouts import whose
from booking.queries.special_days import special_days

blueprint = Blueprint("special_days", "Days that open although they are holidays, or are closed; for staff")


@blueprint.get("/special-days")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, SpecialDayPage)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
def days(query: dict[str, Any]) -> Response:
    """Newest first."""
    return newest(special_days, query, _shown)


@blueprint.post("/special-days")
@blueprint.arguments(MakeSpecialDay)
@blueprint.response(201, SpecialDaySchema)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
def new_day(body: dict[str, Any]) -> Response:
    """One for each resource and day; that of the centre holds where a resource has none."""
    slug = body.pop("resource")
    with naming(slug):
        row = add_special_day(slug, by=demanded(), now=clock.now(), **body)
    response = jsonify(_shown(row, whose([row])))
    response.status_code = 201
    return response


@blueprint.delete("/special-days/<id:day_id>")
@blueprint.response(204)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def no_day(day_id: int) -> None:
    """It is an ordinary day again."""
    remove_special_day(day_id, by=demanded(), now=clock.now())


def _shown(row: SpecialDay, places: Places) -> dict[str, Any]:
    told = {"id": row.id, "resource": slug_of(row, places), "on": row.on.isoformat()}
    return told | {"open": row.open, "hours": row.hours, "reason": row.reason}
