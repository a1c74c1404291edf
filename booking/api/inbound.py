from typing import Any

from flask import Response, jsonify

from booking import clock
from booking.actions.confirming import confirm_for
from booking.actions.inbound import retry_inbound
from booking.api import paging, problems
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.schemas.base import Problem
from booking.api.schemas.inbound import InboundPage, InboundQuery, InboundSchema
from booking.api.schemas.messages import Nothing
from booking.permissions import demand
from booking.queries.inbound import Among, inbound, one_inbound

blueprint = Blueprint("inbound", "Mail that came in, and what became of it; for staff")
_MAIL = InboundSchema()


@blueprint.get("/inbound")
@blueprint.arguments(InboundQuery, location="query")
@blueprint.response(200, InboundPage)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
def mails(query: dict[str, Any]) -> Response:
    """Newest first, for as long as mail is kept."""
    demand(demanded(), "desk")
    before, limit = paging.wanted(query)
    among = Among(query["status"], query["text"], query["reservation"])
    return paging.page(inbound(among, before, limit + 1), limit, _MAIL.dump)


@blueprint.get("/inbound/<id:inbound_id>")
@blueprint.response(200, InboundSchema)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def mail(inbound_id: int) -> Response:
    """One, without its text: that is for people (/admin/inbound)."""
    demand(demanded(), "desk")
    return jsonify(_MAIL.dump(one_inbound(inbound_id)))


@blueprint.post("/inbound/<id:inbound_id>/retry")
@blueprint.arguments(Nothing)
@blueprint.response(200, InboundSchema)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(409, schema=Problem, content_type=problems.TYPE)
def mail_again(body: dict[str, Any], inbound_id: int) -> Response:
    """It is handled once more, as if it came in now."""
    retry_inbound(inbound_id, by=demanded(), now=clock.now())
    return jsonify(_MAIL.dump(one_inbound(inbound_id)))


@blueprint.post("/inbound/<id:inbound_id>/confirmation")
@blueprint.arguments(Nothing)
@blueprint.response(200, InboundSchema)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(409, schema=Problem, content_type=problems.TYPE)
def mail_confirmed(body: dict[str, Any], inbound_id: int) -> Response:
    """What is held is handled as its sender's, without the link that they were sent."""
    confirm_for(inbound_id, by=demanded(), now=clock.now())
    return jsonify(_MAIL.dump(one_inbound(inbound_id)))
