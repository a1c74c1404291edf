"""What is done to a reservation after it was made: each a small resource of its own."""

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify

from booking import clock
from booking.actions.answer import answer
from booking.actions.approve import approve
from booking.actions.cancel import cancel
from booking.actions.decline import decline
from booking.actions.send_back import send_back
from booking.api import problems, shown
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.reservations import seen
from booking.api.schemas.base import Problem
from booking.api.schemas.changes import AnswerSchema, ApprovalSchema, CancellationSchema
from booking.api.schemas.reservation import ReservationSchema
from booking.errors import BrokenRule, Invalid

blueprint = Blueprint("changes", "Approval, cancellation, and the applicant's answer")
_ADDRESS = "/reservations/<id:reservation_id>/"
Body = dict[str, Any]


def _change(name: str, schema: type) -> Callable[[Callable[..., None]], Callable[..., Any]]:
    """A route that answers with the reservation as it is afterwards."""

    def documented(change: Callable[[int, Body], None]) -> Callable[..., Any]:
        def changed(body: Body, reservation_id: int) -> Response:
            seen(reservation_id)
            change(reservation_id, body)
            return jsonify(shown.reservation(seen(reservation_id)))

        changed.__name__, changed.__doc__ = change.__name__, change.__doc__
        for status in (409, 403, 422):
            changed = blueprint.alt_response(status, schema=Problem, content_type=problems.TYPE)(changed)
        answered = blueprint.response(200, ReservationSchema)(changed)
        return blueprint.post(_ADDRESS + name)(blueprint.arguments(schema)(answered))

    return documented


@_change("approval", ApprovalSchema)
def approval(reservation_id: int, body: Body) -> None:
    """Staff decide. To approve against newly broken rules needs a reason; to return needs the question."""
    by, now, reason = demanded(), clock.now(), body["reason"]
    if body["decision"] == "approve":
        approve(reservation_id, by=by, now=now, override_reason=reason)
    elif body["decision"] == "decline":
        decline(reservation_id, by=by, now=now, reason=reason)
    elif reason.strip():
        send_back(reservation_id, by=by, now=now, question=reason)
    else:
        raise Invalid([BrokenRule("missing", "reason")])


@_change("cancellation", CancellationSchema)
def cancellation(reservation_id: int, body: Body) -> None:
    """A booking is cancelled, a request withdrawn."""
    cancel(reservation_id, by=demanded(), now=clock.now(), reason=body["reason"])


@_change("answer", AnswerSchema)
def reply(reservation_id: int, body: Body) -> None:
    """The applicant's answer to a return; the request waits for staff again."""
    answer(
        reservation_id,
        by=demanded(),
        now=clock.now(),
        description=body["description"],
        answers=body["answers"],
    )
