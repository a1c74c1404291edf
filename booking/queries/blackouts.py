"""Times when something is closed, as staff see them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from booking.errors import NotFound
from booking.extensions import db
from booking.models import Blackout, Resource, SpecialDay


def blackouts(before: int | None, limit: int) -> Sequence[Blackout]:
    """Newest first, those with an id below `before`."""
    rows = select(Blackout) if before is None else select(Blackout).where(Blackout.id < before)
    return db.session.scalars(rows.order_by(Blackout.id.desc()).limit(limit)).all()


def blackouts_after(now: datetime) -> Sequence[Blackout]:
    """Those that are not over, by their start."""
    rows = select(Blackout).where(Blackout.ends_at > now)
    return db.session.scalars(rows.order_by(Blackout.starts_at, Blackout.id)).all()


def blackouts_named(ids: Collection[int]) -> Sequence[Blackout]:
    """Raises NotFound where there is none of them."""
    known = [one for one in ids if 0 < one < 2**31]
    rows = db.session.scalars(select(Blackout).where(Blackout.id.in_(known)).order_by(Blackout.id)).all()
    if not rows:
        raise NotFound()
    return rows


def whose(rows: Iterable[Blackout | SpecialDay]) -> Mapping[int | None, Resource]:
    """Their resources by id; None, the centre, is not among them."""
    ids = {row.resource_id for row in rows if row.resource_id}
    return {one.id: one for one in db.session.scalars(select(Resource).where(Resource.id.in_(ids)))}
