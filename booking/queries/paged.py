"""Lists that go down by id, page by page."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from booking.extensions import db
from booking.models import Attendee, AuditEntry, Claim, Occurrence, Reservation
from booking.permissions import Actor
from booking.queries.reservations import WHOLE

_UNITS = selectinload(Reservation.occurrences).selectinload(Occurrence.claims).joinedload(Claim.resource)


def reservations_seen_by(by: Actor, before: int | None, limit: int) -> Sequence[Reservation]:
    """Exactly those that the permission table lets `by` see, whole."""
    rows = select(Reservation) if by.is_staff else select(Reservation).where(_concerning(by))
    return db.session.scalars(_down(rows, Reservation.id, before, limit).options(*WHOLE, _UNITS)).all()


def _concerning(by: Actor):
    """One's own, one's company's, and those one is invited to."""
    invited = select(Attendee.reservation_id).where(Attendee.email == by.email, ~Attendee.removed)
    theirs = [Reservation.person_id == by.id, Reservation.booked_by_id == by.id, Reservation.id.in_(invited)]
    return or_(*theirs, *([Reservation.company_id == by.company_id] if by.company_id else []))


def audit_entries(reservation_id: int | None, before: int | None, limit: int) -> Sequence[AuditEntry]:
    """Of one reservation, or of everything."""
    rows = select(AuditEntry)
    if reservation_id is not None:
        rows = rows.where(AuditEntry.reservation_id == reservation_id)
    return db.session.scalars(_down(rows, AuditEntry.id, before, limit)).all()


def _down(rows: Select, row_id, before: int | None, limit: int) -> Select:
    rows = rows.where(row_id < before) if before is not None else rows
    return rows.order_by(row_id.desc()).limit(limit)
