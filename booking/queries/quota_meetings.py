"""Meetings as quotas count them: requested or confirmed, and where they take place."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, func, select

from booking.extensions import db
from booking.models import Occurrence, Reservation, ReservationSpace
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING

# A date's own space stands before the reservation's.
PLACE = func.coalesce(Occurrence.space_id, ReservationSpace.resource_id)
_COLUMNS = (
    Occurrence.id,
    Occurrence.starts_at,
    Occurrence.ends_at,
    Reservation.id.label("reservation_id"),
    Reservation.choosing,
    Reservation.company_id,
    Reservation.person_id,
    PLACE.label("place"),
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """`choosing` is its reservation's id if it is a candidate date."""

    occurrence_id: int
    interval: Interval
    places: frozenset[int]
    company_id: int | None
    person_id: int | None
    choosing: int | None


def meetings(around: Interval, *which: ColumnElement[bool]) -> list[Meeting]:
    """Those of `which` that touch `around`, by their start; candidate dates wherever they lie."""
    within = (Occurrence.starts_at < around.ends_at) & (Occurrence.ends_at > around.starts_at)
    rows = db.session.execute(
        select(*_COLUMNS)
        .select_from(Occurrence)
        .join(Occurrence.reservation)
        .join(ReservationSpace, ReservationSpace.reservation_id == Reservation.id)
        .where(*which, Occurrence.status.in_(sorted(HOLDING)), within | Reservation.choosing)
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    by_date: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_date[row.id].append(row)
    return [_meeting(each[0], frozenset(row.place for row in each)) for each in by_date.values()]


def _meeting(row: Row, places: frozenset[int]) -> Meeting:
    choosing = row.reservation_id if row.choosing else None
    interval = Interval(row.starts_at, row.ends_at)
    return Meeting(row.id, interval, places, row.company_id, row.person_id, choosing)


def counted(found: Iterable[Meeting]) -> list[Interval]:
    """Of candidate dates only the longest (D24)."""
    single: list[Interval] = []
    candidates: dict[int, list[Interval]] = defaultdict(list)
    for one in found:
        (single if one.choosing is None else candidates[one.choosing]).append(one.interval)
    return sorted([*single, *(max(slots, key=lambda slot: slot.duration) for slots in candidates.values())])
