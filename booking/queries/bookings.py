"""Lists of bookings, and one booking with its history, as pages show them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import selectinload

from booking.errors import NotFound
from booking.extensions import db
from booking.models import AuditEntry, Claim, Occurrence, Reservation, ReservationSpace, Resource
from booking.permissions import Actor
from booking.queries.reservations import PROPOSALS, WITH_ALL
from booking.rules.lifecycle import HOLDING, WAITLISTED

PAGE = 20
COMING, ENDED, PAST = "coming", "ended", "past"
STANDING = (*HOLDING, WAITLISTED)
_PAGES = 10_000
_UNITS = selectinload(Reservation.occurrences).selectinload(Occurrence.claims).joinedload(Claim.resource)
_MORE = (
    _UNITS.joinedload(Resource.equipment_type),
    selectinload(Reservation.space_links)
    .joinedload(ReservationSpace.resource)
    .selectinload(Resource.questions),
    PROPOSALS,
)


def whole(reservation_id: int) -> Reservation:
    """With the units allotted and the questions asked. Raises NotFound."""
    statement = select(Reservation).where(Reservation.id == reservation_id).options(*WITH_ALL, *_MORE)
    found = db.session.scalar(statement)
    if found is None or not found.occurrences:
        raise NotFound()
    return found


def history(reservation_id: int) -> Sequence[AuditEntry]:
    """Oldest first."""
    rows = select(AuditEntry).where(AuditEntry.reservation_id == reservation_id)
    return db.session.scalars(rows.order_by(AuditEntry.id)).all()


def continued_by(reservation_id: int) -> Reservation | None:
    """The series that goes on where this one was split (D12)."""
    rows = select(Reservation).where(Reservation.continues_id == reservation_id).order_by(Reservation.id)
    return db.session.scalars(rows.options(selectinload(Reservation.everybody))).first()


def bookings_by_id(ids: Iterable[int]) -> dict[int, Reservation]:
    rows = select(Reservation).where(Reservation.id.in_(sorted(set(ids))))
    return {booking.id: booking for booking in db.session.scalars(rows)}


def resources_by_id(ids: Iterable[int]) -> dict[int, Resource]:
    wanted = sorted(set(ids))
    rows = select(Resource).where(Resource.id.in_(wanted))
    return {resource.id: resource for resource in db.session.scalars(rows)} if wanted else {}


def bookings_of(
    by: Actor, now: datetime, *, which: str, page: int, sought: str = "", own: bool = False
) -> tuple[Sequence[Occurrence], bool]:
    """One's own and one's company's meetings: COMING (soonest first), ENDED (to come, but declined or
    cancelled), or PAST (latest first); `own`: without the company's. `sought` is part of a title or a name.

    `page` counts from 1; the second value tells whether there are more.
    """
    page = min(max(page, 1), _PAGES)
    order = Occurrence.starts_at.desc() if which == PAST else Occurrence.starts_at
    booking = selectinload(Occurrence.reservation)
    rows = (
        select(Occurrence)
        .where(Occurrence.reservation_id.in_(_theirs(by, own)), _among(which, now), *_called(sought))
        .order_by(order, Occurrence.id)
        .options(booking.options(*WITH_ALL))
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    found = db.session.scalars(rows).all()
    return found[:PAGE], len(found) > PAGE


def _among(which: str, now: datetime) -> ColumnElement[bool]:
    if which == PAST:
        return Occurrence.ends_at <= now
    stands = Occurrence.status.in_(STANDING)
    return (Occurrence.ends_at > now) & (~stands if which == ENDED else stands)


def _theirs(by: Actor, own: bool) -> Select[tuple[int]]:
    mine = (Reservation.person_id == by.id) | (Reservation.booked_by_id == by.id)
    ours = Reservation.company_id == by.company_id if by.company_id and not own else mine
    return select(Reservation.id).where(mine | ours)


def _called(sought: str) -> Iterator[ColumnElement[bool]]:
    texts = (
        Reservation.title,
        Reservation.second_title,
        Reservation.contact_name,
        Reservation.contact_reading,
    )
    if sought:
        named = or_(*(text.icontains(sought, autoescape=True) for text in texts))
        ids = select(Reservation.id).where(named)
        yield Occurrence.title.icontains(sought, autoescape=True) | Occurrence.reservation_id.in_(ids)
