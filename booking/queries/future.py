"""Meetings that hold some resources, as plain values: what a change of policy is judged against."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from booking.extensions import db
from booking.models import Company, Occurrence, Reservation, ReservationSpace, User
from booking.permissions import ADMINISTRATOR, STAFF
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING
from booking.rules.policy import Booker


@dataclass(frozen=True, slots=True)
class Meeting:
    """Once for each resource it is in. `choosing` is its reservation's id if it is a candidate date."""

    occurrence_id: int
    resource_id: int
    interval: Interval
    headcount: int | None
    series: bool
    choosing: int | None
    booker: Booker


_COLUMNS = (
    Occurrence.id,
    Occurrence.space_id,
    Occurrence.starts_at,
    Occurrence.ends_at,
    ReservationSpace.resource_id,
    Reservation.id.label("reservation_id"),
    Reservation.headcount,
    Reservation.rrule,
    Reservation.choosing,
    Reservation.person_id,
    Reservation.company_id,
    Company.kind,
    User.role,
)


def meetings(resource_ids: Collection[int], since: datetime) -> list[Meeting]:
    """Requested or confirmed, and not over at `since`, by their start. One statement."""
    ids = sorted(resource_ids)
    moved = Occurrence.space_id.in_(ids)
    there = and_(Occurrence.space_id.is_(None), ReservationSpace.resource_id.in_(ids))
    rows = db.session.execute(
        select(*_COLUMNS)
        .select_from(Occurrence)
        .join(Occurrence.reservation)
        .join(ReservationSpace, ReservationSpace.reservation_id == Reservation.id)
        .outerjoin(Reservation.company)
        .outerjoin(User, Reservation.booked_by_id == User.id)
        .where(Occurrence.status.in_(sorted(HOLDING)), Occurrence.ends_at > since, or_(moved, there))
        .order_by(Occurrence.starts_at, Occurrence.id)
    ).all()
    return list({(row.id, _place(row)): _meeting(row) for row in rows}.values())


def _place(row) -> int:
    return row.space_id or row.resource_id


def _meeting(row) -> Meeting:
    return Meeting(
        occurrence_id=row.id,
        resource_id=_place(row),
        interval=Interval(row.starts_at, row.ends_at),
        headcount=row.headcount,
        series=bool(row.rrule),
        choosing=row.reservation_id if row.choosing else None,
        booker=Booker(row.role in (STAFF, ADMINISTRATOR), row.person_id, row.company_id, row.kind),
    )


def counted_once(found: Sequence[Meeting]) -> list[Meeting]:
    """Each meeting once, and of candidate dates only the longest (D24); by their start."""
    each = {meeting.occurrence_id: meeting for meeting in found}
    longest: dict[int, Meeting] = {}
    for meeting in sorted(each.values(), key=lambda m: (-m.interval.duration, m.interval)):
        longest.setdefault(meeting.choosing or -meeting.occurrence_id, meeting)
    return sorted(longest.values(), key=lambda m: m.interval)
