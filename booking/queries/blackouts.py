"""Times when something is closed, as staff see them."""

from collections import defaultdict
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


def with_parts(
    rows: Iterable[Blackout], places: Mapping[int | None, Resource]
) -> list[tuple[Blackout, list[Blackout]]]:
    """Each with those of its parts that close alike, which do not stand by themselves then."""
    of_wholes: dict[object, list[Blackout]] = defaultdict(list)
    for row in (row for row in rows if row.resource_id):
        of_wholes[places[row.resource_id].part_of_id, _alike(row)].append(row)
    found = [(row, of_wholes.get((row.resource_id or 0, _alike(row)), [])) for row in rows]
    told = {part.id for _, parts in found for part in parts}
    return [(row, parts) for row, parts in found if row.id not in told]


def of_parts(blackout: Blackout) -> list[Blackout]:
    """Those of its parts that close alike."""
    parts = select(Resource.id).where(Resource.part_of_id == blackout.resource_id)
    rows = select(Blackout).where(Blackout.resource_id.in_(parts), Blackout.starts_at == blackout.starts_at)
    found = db.session.scalars(rows.order_by(Blackout.id))
    return [one for one in found if _alike(one) == _alike(blackout)]


def _alike(blackout: Blackout) -> object:
    return blackout.starts_at, blackout.ends_at, tuple(sorted(blackout.reason.items()))
