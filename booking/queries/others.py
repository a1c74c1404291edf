"""Who else is in the same space on the same day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, or_, select

from booking.extensions import db
from booking.models import Claim, Occurrence, Reservation
from booking.models.resource import EQUIPMENT
from booking.rules.intake import LONGEST
from booking.rules.interval import Interval, joined
from booking.rules.wall import day_end, day_start, local

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Other:
    """Holds the same space, or a part of it, on the same day."""

    reservation_id: int
    occurrence_id: int
    resource_id: int
    interval: Interval
    status: str
    title: str
    company: str


def others_of(occurrence: Occurrence, holding: Iterable[Other]) -> list[Other]:
    """Of those, each once; other dates of the same booking are none."""
    day, spaces = _day(occurrence), _spaces_held(occurrence)
    near = [one for one in holding if one.resource_id in spaces and one.interval.meets(day)]
    mine = occurrence.reservation_id
    return list({one.occurrence_id: one for one in near if one.reservation_id != mine}.values())


def holding(waiting: Sequence[Occurrence]) -> list[Other]:
    """All that is held of the spaces of these on their days, once their claims are loaded; one statement."""
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
            func.coalesce(Occurrence.title, Reservation.title),
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
    return [Other(*row[:3], Interval(row[3], row[4]), *row[5:]) for row in rows]


def _spaces_held(occurrence: Occurrence) -> set[int]:
    held = (claim for claim in occurrence.claims if claim.active)
    return {claim.resource_id for claim in held if claim.resource.kind != EQUIPMENT}


def _day(occurrence: Occurrence) -> Interval:
    """By the clock of the reservation."""
    tzid = occurrence.reservation.tzid
    on = local(occurrence.starts_at, tzid).date()
    return Interval(day_start(on, tzid), day_end(on, tzid))
