"""Bookings and the history, newest first, page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import selectinload

from booking.extensions import db
from booking.models import Attendee, AuditEntry, Claim, Occurrence, Reservation
from booking.permissions import Actor
from booking.queries.down import down
from booking.queries.reservations import PROPOSALS, WITH_ALL

_UNITS = selectinload(Reservation.occurrences).selectinload(Occurrence.claims).joinedload(Claim.resource)


@dataclass(frozen=True, slots=True)
class Among:
    """Reservations with a date in that status, not over at `begins_at` and begun before `ends_at`."""

    status: str | None = None
    begins_at: datetime | None = None
    ends_at: datetime | None = None


def reservations_seen_by(
    by: Actor, before: int | None, limit: int, among: Among | None = None
) -> Sequence[Reservation]:
    """Exactly those that the permission table lets `by` see, whole."""
    rows = select(Reservation) if by.is_staff else select(Reservation).where(_concerning(by))
    if dates := list(_dates(among)) if among else []:
        rows = rows.where(exists().where(Occurrence.reservation_id == Reservation.id, *dates))
    return db.session.scalars(
        down(rows, Reservation.id, before, limit).options(*WITH_ALL, _UNITS, PROPOSALS)
    ).all()


def _dates(among: Among) -> Iterator[ColumnElement[bool]]:
    if among.status is not None:
        yield Occurrence.status == among.status
    if among.begins_at is not None:
        yield Occurrence.ends_at > among.begins_at
    if among.ends_at is not None:
        yield Occurrence.starts_at < among.ends_at


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
    return db.session.scalars(down(rows, AuditEntry.id, before, limit)).all()
