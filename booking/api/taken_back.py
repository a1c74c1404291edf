"""What staff did is taken back; what was called off is booked again (D30)."""

from typing import Any

from flask import Response

from booking import clock
from booking.actions.restore import restore
from booking.actions.undo import undo
from booking.api import problems, shown
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.etags import HEADERS, PARAMETER, demanded_revision, tagged
from booking.api.reservations import seen
from booking.api.schemas.base import PolicyProblem, Problem
from booking.api.schemas.messages import Nothing
from booking.api.schemas.reservation import ReservationSchema
from booking.permissions import demand

blueprint = Blueprint("taken_back", "Undoing what staff did just now, and booking again what was called off")
Body = dict[str, Any]


@blueprint.post("/reservations/<id:reservation_id>/undo")
@blueprint.doc(parameters=[PARAMETER])
@blueprint.arguments(Nothing)
@blueprint.response(200, ReservationSchema, headers=HEADERS)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(409, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(412, schema=Problem, content_type=problems.TYPE)
def undoing(body: Body, reservation_id: int) -> Response:
    """For staff, while the mails of it wait (UNDO_FOR): all that was done with it, to other bookings too, is
    as it was before, and nobody is told. Of a series that was split it answers with the one that it was.
    """
    by, found = demanded(), seen(reservation_id)
    demand(by, "approve")  # before any condition (RFC 9110 13.2.1)
    goes_on = undo(reservation_id, by=by, now=clock.now(), revision=demanded_revision(found))
    return tagged(shown.reservation(seen(goes_on.id)))


@blueprint.post("/reservations/<id:reservation_id>/restoration")
@blueprint.arguments(Nothing)
@blueprint.response(201, ReservationSchema, headers=HEADERS)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(409, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(422, schema=PolicyProblem, content_type=problems.TYPE)
def restoration(body: Body, reservation_id: int) -> Response:
    """A new booking of the dates to come that were called off, which `continues` the old one: under today's
    rules, if they are free.
    """
    by, found = demanded(), seen(reservation_id)
    answer = restore(found.id, by=by, now=clock.now(), answer=shown.reservation)
    response = tagged(answer, 201)
    response.headers["Location"] = f"/api/v1/reservations/{answer['id']}"
    return response
