"""What staff have before them; the same number of queries however much there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from booking.extensions import db
from booking.models import (
    Claim,
    Message,
    Occurrence,
    Policy,
    Reservation,
    ReservationEquipment,
    ReservationSpace,
    Resource,
)
from booking.models.message import FAILED
from booking.models.resource import EQUIPMENT
from booking.queries.policies import centre, effective
from booking.rules.intake import LONGEST
from booking.rules.interval import Interval, joined
from booking.rules.lifecycle import CONFIRMED, FOR_APPLICANT, FOR_STAFF, TENTATIVE
from booking.rules.wall import day_end, day_start, local

MOST_FAILED = 20
_A_DAY = timedelta(days=1)
_BOOKING = selectinload(Occurrence.reservation)
_SHOWN = (
    _BOOKING.selectinload(Reservation.space_links)
    .joinedload(ReservationSpace.resource)
    .options(selectinload(Resource.questions), joinedload(Resource.policy)),
    _BOOKING.selectinload(Reservation.equipment).joinedload(ReservationEquipment.equipment_type),
    _BOOKING.joinedload(Reservation.company),
    _BOOKING.selectinload(Reservation.everybody),
)


@dataclass(frozen=True, slots=True)
class Rival:
    """Another that holds the same space, or a part of it, on the same day."""

    reservation_id: int
    occurrence_id: int
    resource_id: int
    interval: Interval
    status: str
    title: str
    company: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request before staff. `late`: longer than its space's policy lets it wait."""

    occurrence: Occurrence
    waited: timedelta
    late: bool
    rivals: Sequence[Rival]


@dataclass(frozen=True, slots=True)
class Desk:
    """`today` and `tomorrow` (a number) are confirmed meetings of those days by the centre's clock."""

    on: date
    for_staff: Sequence[Waiting]
    for_applicants: Sequence[Occurrence]
    today: Sequence[Occurrence]
    tomorrow: int
    failed: Sequence[Message]
    failures: int


def desk(now: datetime) -> Desk:
    tzid = centre().tzid
    on = local(now, tzid).date()
    return Desk(
        on=on,
        for_staff=_for_staff(now),
        for_applicants=_all(_waiting(FOR_APPLICANT, now).order_by(Occurrence.expires_at)),
        today=_all(_meeting(on, tzid).options(_claims()).order_by(Occurrence.starts_at, Occurrence.id)),
        tomorrow=_count(_meeting(on + _A_DAY, tzid)),
        failed=db.session.scalars(_failed().order_by(Message.id.desc()).limit(MOST_FAILED)).all(),
        failures=_count(_failed()),
    )


def _waiting(for_whom: str, now: datetime) -> Select[tuple[Occurrence]]:
    return select(Occurrence).where(
        Occurrence.status == TENTATIVE, Occurrence.waiting_for == for_whom, Occurrence.starts_at > now
    )


def _meeting(on: date, tzid: str) -> Select[tuple[Occurrence]]:
    begins, ends = day_start(on, tzid), day_end(on, tzid)
    near = (Occurrence.starts_at > begins - LONGEST, Occurrence.starts_at < ends)
    return select(Occurrence).where(Occurrence.status == CONFIRMED, *near, Occurrence.ends_at > begins)


def _claims():
    return selectinload(Occurrence.claims).joinedload(Claim.resource).joinedload(Resource.equipment_type)


def _failed() -> Select[tuple[Message]]:
    """The status word for word: a partial index serves only a query that repeats its condition."""
    return select(Message).where(Message.status == literal(FAILED, literal_execute=True))


def _all(statement: Select[tuple[Occurrence]]) -> Sequence[Occurrence]:
    return db.session.scalars(statement.options(*_SHOWN)).all()


def _count(statement: Select) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def _for_staff(now: datetime) -> list[Waiting]:
    """Who has waited longest comes first."""
    statement = _waiting(FOR_STAFF, now).order_by(Occurrence.waiting_since_at, Occurrence.id)
    found = _all(statement.options(_claims()))
    others, beneath = _holding(found), centre().policy
    return [_row(occurrence, others, beneath, now) for occurrence in found]


def _row(occurrence: Occurrence, others: Iterable[Rival], beneath: Policy, now: datetime) -> Waiting:
    waited = now - (occurrence.waiting_since_at or now)
    patience = effective(occurrence.reservation.spaces[0].policy, beneath).remind_staff_after
    return Waiting(occurrence, waited, waited >= patience, _rivals(occurrence, others))


def _rivals(occurrence: Occurrence, others: Iterable[Rival]) -> list[Rival]:
    day, spaces = _day(occurrence), _spaces_held(occurrence)
    near = [r for r in others if r.resource_id in spaces and r.interval.meets(day)]
    return list({r.occurrence_id: r for r in near if r.occurrence_id != occurrence.id}.values())


def _holding(waiting: Sequence[Occurrence]) -> list[Rival]:
    """All that is held of the spaces concerned on the days concerned."""
    if not waiting:
        return []
    days = joined(_day(occurrence) for occurrence in waiting)
    statement = (
        select(
            Reservation.id,
            Occurrence.id,
            Claim.resource_id,
            Occurrence.starts_at,
            Occurrence.ends_at,
            Occurrence.status,
            Reservation.title,
            Reservation.contact_company,
        )
        .join(Claim.occurrence)
        .join(Occurrence.reservation)
        .where(Claim.active, Claim.resource_id.in_({r for o in waiting for r in _spaces_held(o)}))
        .where(Claim.starts_at > days[0].starts_at - LONGEST - _A_DAY, Claim.starts_at < days[-1].ends_at)
        .where(or_(*((Claim.starts_at < day.ends_at) & (Claim.ends_at > day.starts_at) for day in days)))
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    rows = db.session.execute(statement)
    return [Rival(*row[:3], Interval(row[3], row[4]), *row[5:]) for row in rows]


def _spaces_held(occurrence: Occurrence) -> set[int]:
    held = (claim for claim in occurrence.claims if claim.active)
    return {claim.resource_id for claim in held if claim.resource.kind != EQUIPMENT}


def _day(occurrence: Occurrence) -> Interval:
    """By the clock of the reservation."""
    tzid = occurrence.reservation.tzid
    on = local(occurrence.starts_at, tzid).date()
    return Interval(day_start(on, tzid), day_end(on, tzid))
