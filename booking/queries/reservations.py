"""Reservations, with everything that a page, a feed or the API shows of them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from booking.errors import NotFound
from booking.extensions import db
from booking.models import Occurrence, Reservation, ReservationEquipment, ReservationSpace
from booking.permissions import Actor, relation
from booking.rules.lifecycle import FOR_APPLICANT, TENTATIVE

WHOLE = (
    selectinload(Reservation.occurrences).selectinload(Occurrence.claims),
    selectinload(Reservation.everybody),
    selectinload(Reservation.space_links).joinedload(ReservationSpace.resource),
    selectinload(Reservation.equipment).joinedload(ReservationEquipment.equipment_type),
    joinedload(Reservation.company),
)


def reservation(reservation_id: int) -> Reservation:
    """Raises NotFound."""
    found = db.session.scalar(select(Reservation).where(Reservation.id == reservation_id).options(*WHOLE))
    if found is None:
        raise NotFound()
    return found


def relation_to(by: Actor | None, booking: Reservation) -> str:
    """How `by` stands to it: the word that the permission table knows."""
    emails = {attendee.email for attendee in booking.attendees}
    return relation(by, {booking.person_id, booking.booked_by_id}, booking.company_id, emails)


def run_out(now: datetime) -> list[int]:
    """Reservations with an occurrence whose time to be answered is over (D15)."""
    over = (Occurrence.waiting_for == FOR_APPLICANT) & (Occurrence.expires_at <= now)
    begun = Occurrence.starts_at <= now
    statement = select(Occurrence.reservation_id).where(Occurrence.status == TENTATIVE, over | begun)
    return list(db.session.scalars(statement.distinct().order_by(Occurrence.reservation_id)))
