"""Times when something is closed, as staff see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from booking.errors import NotFound
from booking.extensions import db
from booking.models import Blackout, Resource, SpecialDay
from booking.queries.down import down


def blackouts(before: int | None, limit: int) -> Sequence[Blackout]:
    """Newest first, those with an id below `before`."""
    return db.session.scalars(down(select(Blackout), Blackout.id, before, limit)).all()


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


def made_together(blackout_id: int) -> list[Blackout]:
    """That one, the whole's first; with it what closes a whole and its parts alike. Read anew from the rows.

    Raises NotFound.
    """
    whole = func.coalesce(Resource.part_of_id, Resource.id)
    its = select(whole).join(Blackout, Blackout.resource_id == Resource.id).where(Blackout.id == blackout_id)
    family = select(Resource.id).where(whole == its.scalar_subquery())
    rows = select(Blackout).where(or_(Blackout.id == blackout_id, Blackout.resource_id.in_(family)))
    found = db.session.scalars(rows.order_by(Blackout.id).execution_options(populate_existing=True)).all()
    one = next((row for row in found if row.id == blackout_id), None)
    if one is None:
        raise NotFound()
    alike = [row for row in found if _alike(row) == _alike(one)]
    groups = ([row, *parts] for row, parts in with_parts(alike, whose(alike)))
    return next(group for group in groups if one in group)


def _alike(blackout: Blackout) -> object:
    return blackout.starts_at, blackout.ends_at, tuple(sorted(blackout.reason.items()))
