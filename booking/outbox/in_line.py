"""Places in line on the waitlist (D17), which lists, pages and what is told show."""

from collections.abc import Iterable

from sqlalchemy import Subquery, func, literal, or_, select

from booking.extensions import db
from booking.models import Occurrence, ReservationSpace
from booking.rules.lifecycle import WAITLISTED

_WAITS = Occurrence.status == literal(WAITLISTED, literal_execute=True)


def _in_places() -> Subquery:
    """Each that waits, once for each of its spaces: its own stands before the reservation's."""
    linked = (ReservationSpace.reservation_id == Occurrence.reservation_id) & Occurrence.space_id.is_(None)
    columns = (Occurrence.id, Occurrence.reservation_id, Occurrence.starts_at, Occurrence.ends_at)
    place = func.coalesce(Occurrence.space_id, ReservationSpace.resource_id).label("place")
    rows = select(*columns, Occurrence.waitlisted_at, place).outerjoin(ReservationSpace, linked)
    return rows.where(_WAITS).subquery()


def positions(reservation_ids: Iterable[int]) -> dict[int, int]:
    """Of every date of these that waits, by its id: from 1, how many wait in the same spaces for a time that
    meets it, up to itself. One statement.
    """
    mine, other = _in_places().c, _in_places().c
    before = or_(
        other.waitlisted_at < mine.waitlisted_at,
        (other.waitlisted_at == mine.waitlisted_at) & (other.id <= mine.id),
    )
    meets = (other.starts_at < mine.ends_at) & (other.ends_at > mine.starts_at)
    counted = select(mine.id, func.count(other.id.distinct())).where(
        mine.reservation_id.in_(list(reservation_ids)), mine.place == other.place, meets, before
    )
    return dict(db.session.execute(counted.group_by(mine.id)).all())
