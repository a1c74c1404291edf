"""What staff have before them; the same number of queries however much there is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from booking.extensions import db
from booking.models import Claim, Message, Occurrence, Reservation, ReservationEquipment, Resource
from booking.models.message import FAILED
from booking.models.resource import EQUIPMENT
from booking.queries.policies import centre, effective
from booking.rules.lifecycle import CONFIRMED, FOR_APPLICANT, FOR_STAFF, TENTATIVE
from booking.rules.wall import day_end, day_start, local

MOST_FAILED = 20
_A_DAY = timedelta(days=1)
_BOOKING = selectinload(Occurrence.reservation)
_SHOWN = (
    _BOOKING.selectinload(Reservation.spaces).options(
        selectinload(Resource.questions), joinedload(Resource.policy)
    ),
    _BOOKING.selectinload(Reservation.equipment).joinedload(ReservationEquipment.equipment_type),
    _BOOKING.joinedload(Reservation.company),
    _BOOKING.selectinload(Reservation.attendees),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request before staff. `late`: longer than its space's policy lets it wait; `rivals`: D15's others."""

    occurrence: Occurrence
    waited: timedelta
    late: bool
    rivals: Sequence[Occurrence]


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
    during = (Occurrence.starts_at < ends) & (Occurrence.ends_at > begins)
    return select(Occurrence).where(Occurrence.status == CONFIRMED, during)


def _claims():
    return selectinload(Occurrence.claims).joinedload(Claim.resource).joinedload(Resource.equipment_type)


def _failed() -> Select[tuple[Message]]:
    return select(Message).where(Message.status == FAILED)


def _all(statement: Select[tuple[Occurrence]]) -> Sequence[Occurrence]:
    return db.session.scalars(statement.options(*_SHOWN)).all()


def _count(statement: Select) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def _for_staff(now: datetime) -> list[Waiting]:
    """Who has waited longest comes first."""
    found = _all(_waiting(FOR_STAFF, now).order_by(Occurrence.waiting_since_at, Occurrence.id))
    rivals, beneath = _rivals(now), centre().policy
    return [_row(occurrence, rivals[occurrence.id], beneath, now) for occurrence in found]


def _row(occurrence: Occurrence, rivals: Sequence[Occurrence], beneath, now: datetime) -> Waiting:
    waited = now - (occurrence.waiting_since_at or now)
    patience = effective(occurrence.reservation.spaces[0].policy, beneath).remind_staff_after
    return Waiting(occurrence, waited, waited > patience, rivals)


def _rivals(now: datetime) -> dict[int, list[Occurrence]]:
    """Others that hold the same space, or a part of it, on the day of what waits for staff; by its id."""
    waiting, mine, other = aliased(Occurrence), aliased(Claim), aliased(Claim)
    near = (other.starts_at > mine.starts_at - _A_DAY) & (other.starts_at < mine.starts_at + _A_DAY)
    rows = (
        select(waiting.id, waiting.starts_at, Occurrence)
        .join(mine, (mine.occurrence_id == waiting.id) & mine.active)
        .join(Resource, (Resource.id == mine.resource_id) & (Resource.kind != EQUIPMENT))
        .join(other, (other.resource_id == mine.resource_id) & other.active & near)
        .join(Occurrence, (Occurrence.id == other.occurrence_id) & (Occurrence.id != waiting.id))
        .join(Occurrence.reservation)
        .where(waiting.status == TENTATIVE, waiting.waiting_for == FOR_STAFF, waiting.starts_at > now)
        .options(contains_eager(Occurrence.reservation))
        .distinct()
        .order_by(Occurrence.starts_at)
    )
    found: dict[int, list[Occurrence]] = defaultdict(list)
    for waiting_id, starts_at, rival in db.session.execute(rows):
        if _same_day(starts_at, rival):
            found[waiting_id].append(rival)
    return found


def _same_day(starts_at: datetime, rival: Occurrence) -> bool:
    tzid = rival.reservation.tzid
    return local(starts_at, tzid).date() == local(rival.starts_at, tzid).date()


