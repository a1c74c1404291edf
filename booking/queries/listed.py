"""Dates with what a list of the staff's tells of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import joinedload, selectinload

from booking.extensions import db
from booking.models import Claim, Occurrence, Reservation, ReservationEquipment, ReservationSpace, Resource

_SPACE = (selectinload(Resource.questions), joinedload(Resource.policy))
_BOOKING = selectinload(Occurrence.reservation)
SHOWN = (
    joinedload(Occurrence.space).options(*_SPACE),
    _BOOKING.selectinload(Reservation.space_links).joinedload(ReservationSpace.resource).options(*_SPACE),
    _BOOKING.selectinload(Reservation.equipment).joinedload(ReservationEquipment.equipment_type),
    _BOOKING.joinedload(Reservation.company),
)
CLAIMS = selectinload(Occurrence.claims).joinedload(Claim.resource).joinedload(Resource.equipment_type)


def listed(statement: Select[Any]) -> Sequence[Occurrence]:
    return db.session.scalars(statement.options(*SHOWN)).all()
