from typing import Any

from flask import Response

from booking.api import paging, problems
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.schemas.base import PageQuery, Problem
from booking.api.schemas.refusal import RefusalPage, RefusalSchema
from booking.models import Refusal
from booking.permissions import demand
from booking.queries.refusals import refusals
from booking.rule_words import of_refused

blueprint = Blueprint("refusals", "What was asked for and not given, and which rule decided; for staff")
_REFUSAL = RefusalSchema()


@blueprint.get("/refusals")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, RefusalPage)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
def refused(query: dict[str, Any]) -> Response:
    """Newest first, for as long as mail is kept."""
    demand(demanded(), "desk")
    before, limit = paging.wanted(query)
    return paging.page(refusals(before, limit + 1), limit, _shown)


def _shown(row: Refusal) -> dict[str, Any]:
    return _REFUSAL.dump(row) | {"rules": [_rule(rule) for rule in row.rules]}


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    told = {name: rule.get(name, "") for name in ("code", "resource", "setting", "set_by")}
    return told | {"detail": of_refused(rule)}
