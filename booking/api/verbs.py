"""What is done to a reservation is a small resource of its own, posted to."""

from collections.abc import Callable
from typing import Any

from flask import Response

from booking.api import problems, shown
from booking.api.body import Blueprint
from booking.api.etags import HEADERS, PARAMETER, tagged
from booking.api.reservations import seen
from booking.api.schemas.base import Problem
from booking.api.schemas.changes import ScopeQuery
from booking.api.schemas.reservation import ReservationSchema
from booking.models import Reservation

_ADDRESS = "/reservations/<id:reservation_id>/"
Body = dict[str, Any]
Change = Callable[[Reservation, Body], None]


def verb(
    blueprint: Blueprint, name: str, schema: type, conditional: bool = False
) -> Callable[[Change], Callable[..., Any]]:
    """A route that answers with the reservation as it is afterwards. `conditional`: it heeds If-Match."""

    def documented(change: Change) -> Callable[..., Any]:
        def changed(query: Body, body: Body, reservation_id: int) -> Response:
            change(seen(reservation_id), query | body)
            return tagged(shown.reservation(seen(reservation_id)))

        changed.__name__, changed.__doc__ = change.__name__, change.__doc__
        for status in (409, 404, 403, 422, *([412] if conditional else [])):
            changed = blueprint.alt_response(status, schema=Problem, content_type=problems.TYPE)(changed)
        answered = blueprint.response(200, ReservationSchema, headers=HEADERS)(changed)
        read = blueprint.arguments(ScopeQuery, location="query")(blueprint.arguments(schema)(answered))
        told = blueprint.doc(parameters=[PARAMETER])(read) if conditional else read
        return blueprint.post(_ADDRESS + name)(told)

    return documented
