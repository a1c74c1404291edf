"""Reservations, with everything that a page, a feed or the API shows of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from booking.errors import NotFound
from booking.extensions import db
from booking.models import (
    Attendee,
    Claim,
    Occurrence,
    Proposal,
    Reservation,
    ReservationEquipment,
    ReservationSpace,
    Resource,
)
from booking.models.reservation import CLIENT
from booking.permissions import HERE, OWN, STRANGER, TABLET, Actor, relation
from booking.queries.ledger import touching
from booking.rules.lifecycle import CONFIRMED, FOR_APPLICANT, TENTATIVE, WAITLISTED

WITH_ALL = (
    selectinload(Reservation.occurrences).options(
        selectinload(Occurrence.claims), joinedload(Occurrence.space)
    ),
    selectinload(Reservation.everybody).selectinload(Attendee.by_date),
    selectinload(Reservation.space_links).joinedload(ReservationSpace.resource),
    selectinload(Reservation.equipment).joinedload(ReservationEquipment.equipment_type),
    joinedload(Reservation.company),
)
# The date of one that is outdated may have gone on in another series.
PROPOSALS = selectinload(Reservation.proposals).joinedload(Proposal.occurrence)


def reservation(reservation_id: int) -> Reservation:
    """Raises NotFound; of one without dates too: an undo has put them back where they were (D30)."""
    found = db.session.scalar(select(Reservation).where(Reservation.id == reservation_id).options(*WITH_ALL))
    if found is None or not found.occurrences:
        raise NotFound()
    return found


def relation_to(by: Actor | None, booking: Reservation) -> str:
    """How `by` stands to it: the word that the permission table knows."""
    if by is not None and _organises(by, booking):
        return OWN
    if by is not None and by.role == TABLET:
        return HERE if by.space_id in _held(booking) else STRANGER
    emails = {attendee.email for attendee in booking.attendees}
    people = {booking.person_id, booking.booked_by_id}
    return relation(by, people, booking.company_id, emails, booking.contact_email)


def _held(booking: Reservation) -> set[int]:
    """Ids of what its dates hold now."""
    return {claim.resource_id for date in booking.occurrences for claim in date.claims if claim.active}


def _organises(by: Actor, booking: Reservation) -> bool:
    """Whether it is their own meeting, for which somebody of the same domain wrote to us: their calendar may
    say anew how it is."""
    if by.door != "mail" or booking.organised_by != CLIENT or by.email.lower() != booking.organizer:
        return False
    return by.email.lower().rpartition("@")[2] == booking.contact_email.lower().rpartition("@")[2]


def run_out(now: datetime) -> list[int]:
    """Reservations with an occurrence whose time to be answered (D15), or to wait in line, is over; and those
    with a change that nobody has decided yet."""
    over = (Occurrence.waiting_for == FOR_APPLICANT) & (Occurrence.expires_at <= now)
    begun = Occurrence.starts_at <= now
    ended = (Occurrence.status == TENTATIVE) & (over | begun) | (Occurrence.status == WAITLISTED) & begun
    undecided = (Occurrence.status == CONFIRMED) & Occurrence.pending.is_not(None)
    statement = select(Occurrence.reservation_id).where(ended | undecided)
    return list(db.session.scalars(statement.distinct().order_by(Occurrence.reservation_id)))


def reservations_of(occurrence_ids: Iterable[int]) -> list[int]:
    rows = select(Occurrence.reservation_id).where(Occurrence.id.in_(list(occurrence_ids)))
    return list(db.session.scalars(rows.distinct().order_by(Occurrence.reservation_id)))


def holders(entry: Occurrence) -> Sequence[Occurrence]:
    """Who holds the time that it waits for, in its spaces or their parts."""
    parts = select(Resource.id).where(Resource.part_of_id.in_([space.id for space in entry.spaces]))
    ids = {space.id for space in entry.spaces} | set(db.session.scalars(parts))
    claimed = [select(Claim.occurrence_id).where(*touching(one, entry.interval)) for one in sorted(ids)]
    rows = select(Occurrence).where(or_(*(Occurrence.id.in_(each) for each in claimed)))
    load = selectinload(Occurrence.reservation).options(*WITH_ALL)
    return db.session.scalars(rows.order_by(Occurrence.starts_at, Occurrence.id).options(load)).all()
