from typing import Any

from flask import Response

from booking.api import paging, problems
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.schemas.audit import AuditPage, AuditQuery
from booking.api.schemas.base import Problem
from booking.api.told_changes import with_changes
from booking.permissions import demand
from booking.queries.paged import audit_entries

blueprint = Blueprint("audit", "The history that nobody can change; for staff")


@blueprint.get("/audit")
@blueprint.arguments(AuditQuery, location="query")
@blueprint.response(200, AuditPage)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
def audit(query: dict[str, Any]) -> Response:
    """Newest first."""
    demand(demanded(), "desk")
    before, limit = paging.wanted(query)
    rows = audit_entries(query["reservation"], before, limit + 1)
    return paging.page(rows, limit, with_changes(rows))
