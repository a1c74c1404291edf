"""Bookings of meetings that clients organise themselves (D33)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from booking.extensions import db
from booking.models import Claim, EquipmentType, Occurrence, Reservation, Resource, RoomInvitation
from booking.models.reservation import CLIENT
from booking.queries.ledger import touching
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING

_WITH_DATES = (joinedload(Reservation.invitation), selectinload(Reservation.occurrences))


def of_meeting(organizer: str, uid: str) -> Sequence[Reservation]:
    """All that there was, the newest first: one may have ended before the meeting was booked again, and dates
    of a series may be booked by themselves."""
    same = select(Reservation).join(RoomInvitation).where(RoomInvitation.uid == uid)
    theirs = same.where(Reservation.organised_by == CLIENT, Reservation.organizer == organizer.lower())
    return db.session.scalars(theirs.options(*_WITH_DATES).order_by(Reservation.id.desc())).all()


def is_alive(booking: Reservation, now: datetime) -> bool:
    """Whether a date of it is held that is not over."""
    return any(date.status in HOLDING and date.ends_at > now for date in booking.occurrences)


def slugs_by_address() -> dict[str, str]:
    """What can be invited, by the local part of its address: spaces and types in service, and units; one that
    is lent only with a space stands for its type, as on our pages."""
    rows = select(Resource.slug, EquipmentType.slug, EquipmentType.needs_space)
    found = db.session.execute(rows.outerjoin(EquipmentType).where(Resource.active)).all()
    types = {kind.lower(): kind for _, kind, _ in found if kind}
    return types | {slug.lower(): kind if with_space else slug for slug, kind, with_space in found}


def types_among(slugs: Collection[str]) -> dict[str, bool]:
    """Those that are types of equipment: whether they are lent only with a space."""
    rows = select(EquipmentType.slug, EquipmentType.needs_space).where(EquipmentType.slug.in_(slugs))
    return {row.slug: row.needs_space for row in db.session.execute(rows)}


def unit_to_lend(kind: str, interval: Interval, reservation_id: int | None) -> str:
    """A unit of that type: the one that this booking holds, else one that is free then, else any."""
    held = exists().where(*touching(Resource.id, interval))
    mine = held.where(Claim.occurrence_id == Occurrence.id, Occurrence.reservation_id == reservation_id)
    units = select(Resource.slug).join(EquipmentType).where(EquipmentType.slug == kind, Resource.active)
    order = (mine.desc(), held, Resource.position, Resource.id)
    return db.session.scalars(units.order_by(*order).limit(1)).one()
