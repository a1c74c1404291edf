import hashlib
import re
from typing import Any

from flask import Response, current_app, jsonify, request

from booking import clock
from booking.actions.book import book
from booking.actions.idempotency import AlreadyDone, Once
from booking.api import paging, problems, shown
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.etags import tagged
from booking.api.schemas.base import PolicyProblem, Problem, SlotTakenProblem
from booking.api.schemas.booking import BookingSchema, to_request
from booking.api.schemas.reservation import ReservationPage, ReservationQuery, ReservationSchema
from booking.api.taken import offers
from booking.errors import BrokenRule, Invalid, NotFound, OutOfPolicy, SlotTaken
from booking.mail.sender import sender
from booking.models import Reservation
from booking.permissions import may
from booking.queries.bookings import whole
from booking.queries.calendar_file import written
from booking.queries.paged import Among, reservations_seen_by
from booking.queries.reservations import relation_to

blueprint = Blueprint("reservations", "Booking, and what has been booked")
_KEY = "Idempotency-Key"
_MOST = 200


@blueprint.get("/reservations")
@blueprint.arguments(ReservationQuery, location="query")
@blueprint.response(200, ReservationPage)
def reservations(query: dict[str, Any]) -> Response:
    """Those one may see: one's own, one's company's, those one is invited to; staff see all. Newest first."""
    by, (before, limit) = demanded(), paging.wanted(query)
    among = Among(query.get("status"), query.get("begins"), query.get("ends"))
    found = reservations_seen_by(by, before, limit + 1, among)
    return paging.page(found, limit, shown.with_positions(found[:limit]))


@blueprint.get("/reservations/<id:reservation_id>")
@blueprint.response(200, ReservationSchema, headers={"ETag": {"schema": {"type": "string"}}})
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def reservation(reservation_id: int) -> Response:
    """Strangers are told that there is nothing."""
    return tagged(shown.reservation(seen(reservation_id)))


@blueprint.get("/reservations/<id:reservation_id>.ics")
@blueprint.response(
    200,
    {"type": "string"},
    content_type="text/calendar",
    headers={"ETag": {"schema": {"type": "string"}}},
)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def calendar(reservation_id: int) -> Response:
    """To be taken into a calendar (RFC 5546 3.2.1), without those who are invited; not while dates are to be
    chosen from, or while it only waits in line."""
    found = seen(reservation_id)
    response = Response(written(found, sender(current_app.config)), mimetype="text/calendar")
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.post("/reservations")
@blueprint.doc(parameters=[{"in": "header", "name": _KEY, "schema": {"type": "string", "maxLength": _MOST}}])
@blueprint.arguments(BookingSchema)
@blueprint.response(201, ReservationSchema, headers={"ETag": {"schema": {"type": "string"}}})
@blueprint.alt_response(
    200, schema=ReservationSchema, description="A preview: nothing was kept", success=True
)
@blueprint.alt_response(409, schema=SlotTakenProblem, content_type=problems.TYPE)
@blueprint.alt_response(422, schema=PolicyProblem, content_type=problems.TYPE)
def reserve(body: dict[str, Any]) -> Response:
    """Books, or refuses with every rule that is broken, or with what is free instead."""
    by, wish, once = demanded(), to_request(body), _once()
    try:
        answer = book(
            wish, by=by, now=clock.now(), answer=shown.reservation, once=once, preview=body["preview"]
        )
    except AlreadyDone as done:
        answer = done.answer
    except (SlotTaken, OutOfPolicy) as refused:
        return problems.refused(refused, **offers(refused, body, wish))
    return _made(answer, body["preview"])


def _made(answer: dict[str, Any], preview: bool) -> Response:
    if preview:
        return jsonify(answer)
    response = tagged(answer, 201)
    response.headers["Location"] = f"/api/v1/reservations/{answer['id']}"
    return response


def _once() -> Once | None:
    """Raises Invalid."""
    key = request.headers.get(_KEY)
    if key is None:
        return None
    if not re.fullmatch(rf"[\x20-\x7e]{{1,{_MOST}}}", key) or not key.strip():
        raise Invalid([BrokenRule("bad_key", _KEY, {"most": _MOST})])
    return Once(key, hashlib.sha256(request.get_data()).hexdigest())


def seen(reservation_id: int) -> Reservation:
    """Raises Unauthorized, and NotFound for strangers too."""
    by, found = demanded(), whole(reservation_id)
    if not may(by, "see", relation_to(by, found)):
        raise NotFound()
    return found
