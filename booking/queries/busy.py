"""When a resource is taken, by whom as far as `by` may know."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from booking.errors import NotFound
from booking.extensions import db
from booking.models import Claim, Occurrence, Reservation, Resource
from booking.permissions import Actor
from booking.queries.ledger import touching
from booking.queries.policies import centre, effective
from booking.queries.visibility import level
from booking.rules.interval import Interval
from booking.rules.policy import BUSY, FULL


@dataclass(frozen=True, slots=True)
class Taken:
    """`title` and `status` are None for whom they are not; `reservation_id` for whoever may not open it."""

    interval: Interval
    title: str | None = None
    status: str | None = None
    reservation_id: int | None = None


def bookable() -> Sequence[Resource]:
    """In the order that staff gave them."""
    rows = select(Resource).where(Resource.active)
    load = (
        joinedload(Resource.policy),
        joinedload(Resource.equipment_type),
        selectinload(Resource.questions),
    )
    return db.session.scalars(rows.order_by(Resource.position, Resource.id).options(*load)).all()


def busy(resource_id: int, around: Interval, by: Actor | None) -> list[Taken]:
    """What touches `around`, sorted. Raises NotFound."""
    resource = db.session.get(Resource, resource_id)
    if resource is None or not resource.active:
        raise NotFound()
    visibility = effective(resource.policy, centre().policy).visibility
    return [_taken(claim, by, visibility) for claim in _claims(resource_id, around, by)]


def _claims(resource_id: int, around: Interval, by: Actor | None) -> Sequence[Claim]:
    booking = joinedload(Claim.occurrence).joinedload(Occurrence.reservation)
    rows = select(Claim).where(*touching(resource_id, around))
    load = booking.selectinload(Reservation.everybody) if by else booking
    return db.session.scalars(rows.order_by(Claim.starts_at).options(load)).all()


def _taken(claim: Claim, by: Actor | None, visibility: str) -> Taken:
    interval, booking = Interval(claim.starts_at, claim.ends_at), claim.occurrence.reservation
    if _level(booking, by, visibility) == BUSY:
        return Taken(interval)
    opened = booking.id if _level(booking, by, BUSY) == FULL else None
    return Taken(interval, booking.title, claim.occurrence.status, opened)


def _level(booking: Reservation, by: Actor | None, visibility: str) -> str:
    emails = {attendee.email for attendee in booking.attendees} if by else set()
    return level(by, visibility, {booking.person_id, booking.booked_by_id}, booking.company_id, emails)
