"""Other times that invited people propose, accepted or declined."""

from typing import Any

from flask import Response

from booking import clock
from booking.actions.accept_proposal import accept_proposal
from booking.actions.changed import Changed
from booking.actions.decline_proposal import decline_proposal
from booking.api import problems, shown
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.etags import HEADERS, tagged
from booking.api.reservations import seen
from booking.api.schemas.base import PolicyProblem, Problem, SlotTakenProblem
from booking.api.schemas.messages import Nothing
from booking.api.schemas.proposal import DeclineSchema
from booking.api.schemas.reservation import ReservationSchema
from booking.api.taken import offers_for_a_change
from booking.errors import OutOfPolicy, SlotTaken
from booking.models import Reservation
from booking.queries.proposals import proposal

blueprint = Blueprint("proposals", "Other times that invited people propose, as `proposals` of a reservation")
Body = dict[str, Any]


@blueprint.post("/proposals/<id:proposal_id>/acceptance")
@blueprint.arguments(Nothing)
@blueprint.response(200, ReservationSchema, headers=HEADERS)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(409, schema=SlotTakenProblem, content_type=problems.TYPE)
@blueprint.alt_response(422, schema=PolicyProblem, content_type=problems.TYPE)
def accepting_proposal(body: Body, proposal_id: int) -> Response:
    """The meeting moves, as by a PATCH of its time; where it cannot, the proposal stays open. It answers
    with the reservation that goes on.
    """
    by, found = demanded(), _about(proposal_id)
    several, tzid = proposal(proposal_id).whole, found.tzid
    try:
        return tagged(accept_proposal(proposal_id, by=by, now=clock.now(), answer=_shown))
    except (SlotTaken, OutOfPolicy) as refused:
        return problems.refused(refused, **offers_for_a_change(refused, body, tzid, several))


@blueprint.post("/proposals/<id:proposal_id>/decline")
@blueprint.arguments(DeclineSchema)
@blueprint.response(200, ReservationSchema, headers=HEADERS)
@blueprint.alt_response(403, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(409, schema=Problem, content_type=problems.TYPE)
def declining_proposal(body: Body, proposal_id: int) -> Response:
    """All stays as it is, and who proposed it is told."""
    by, found = demanded(), _about(proposal_id).id
    decline_proposal(proposal_id, by=by, now=clock.now(), reason=body["reason"])
    return tagged(shown.reservation(seen(found)))


def _about(proposal_id: int) -> Reservation:
    """Raises Unauthorized, and NotFound for strangers too."""
    demanded()
    return seen(proposal(proposal_id).reservation_id)


def _shown(changed: Changed) -> Body:
    return shown.reservation(changed.reservation)
