"""What is taken. The claims of a resource are disjoint: only the nearest before a time can reach over it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, literal, or_, select
from sqlalchemy.orm import aliased, joinedload

from booking.extensions import db
from booking.models import Claim, Occurrence, Reservation, Resource
from booking.models.columns import Instant
from booking.rules.interval import Interval

_IDS, _BEFORE, _SINCE = bindparam("ids", expanding=True), bindparam("before"), bindparam("since")
_last = aliased(Claim)
_NEAREST = (
    select(Claim.resource_id, Claim.starts_at, Claim.ends_at)
    .join(Resource, Resource.id == Claim.resource_id)
    .where(
        Resource.id.in_(_IDS),
        Claim.id
        == select(_last.id)
        .where(_last.resource_id == Resource.id, _last.active, _last.starts_at < _BEFORE)
        .order_by(_last.starts_at.desc())
        .limit(1)
        .scalar_subquery(),
    )
)
_WITHIN = (
    select(Claim.resource_id, Claim.starts_at, Claim.ends_at)
    .where(Claim.resource_id.in_(_IDS), Claim.active)
    .where(Claim.starts_at >= _SINCE, Claim.starts_at < _BEFORE)
    .order_by(Claim.starts_at)
)
_USED = (
    select(Claim.resource_id, func.count())
    .where(Claim.resource_id.in_(_IDS), Claim.active)
    .where(Claim.starts_at >= _SINCE, Claim.starts_at < _BEFORE)
    .group_by(Claim.resource_id)
)


def taken(resource_ids: Iterable[int], around: Interval) -> dict[int, list[Interval]]:
    """Active claims that touch `around`, by resource, sorted."""
    ids = list(resource_ids)
    within = {"ids": ids, "since": around.starts_at, "before": around.ends_at}
    rows = [*_nearest(ids, around.starts_at), *db.session.execute(_WITHIN, within)]
    found: dict[int, list[Interval]] = defaultdict(list)
    for resource_id, starts_at, ends_at in rows:
        if ends_at > around.starts_at:
            found[resource_id].append(Interval(starts_at, ends_at))
    return found


def taken_but(
    but: Collection[int], resource_ids: Iterable[int], around: Interval
) -> dict[int, list[Interval]]:
    """The same, without what these occurrences (ids) hold."""
    found, own = taken(resource_ids, around), _own(but)
    return {id: [span for span in spans if (id, span) not in own] for id, spans in found.items()}


def _own(occurrence_ids: Collection[int]) -> set[tuple[int, Interval]]:
    columns = (Claim.resource_id, Claim.starts_at, Claim.ends_at)
    rows = select(*columns).where(Claim.occurrence_id.in_(occurrence_ids), Claim.active)
    return {(r, Interval(a, b)) for r, a, b in db.session.execute(rows)} if occurrence_ids else set()


def clashes(wanted: Mapping[int, Interval]) -> dict[int, Interval]:
    """Of the intervals wanted on resources, those that are taken, with what takes them."""
    by_end: dict[datetime, list[int]] = defaultdict(list)
    for resource_id, span in wanted.items():
        by_end[span.ends_at].append(resource_id)
    rows = [row for before, ids in by_end.items() for row in _nearest(ids, before)]
    return {
        r: Interval(starts_at, ends_at) for r, starts_at, ends_at in rows if ends_at > wanted[r].starts_at
    }


def _nearest(ids: Collection[int], before: datetime) -> Iterable[Row[tuple[int, datetime, datetime]]]:
    """The last claim of each that begins before that time."""
    return db.session.execute(_NEAREST, {"ids": ids, "before": before})


def times_used(resource_ids: Iterable[int], around: Interval) -> dict[int, int]:
    """How often each is claimed in the time around, to spread wear among units (D8)."""
    within = {"ids": list(resource_ids), "since": around.starts_at, "before": around.ends_at}
    return dict(db.session.execute(_USED, within).all())


def touching(resource_id: int, around: Interval) -> tuple[ColumnElement[bool], ...]:
    """The conditions of an active claim of one resource that touches `around`: a range of the index."""
    since = literal(around.starts_at, Instant)
    nearest = select(func.max(_last.starts_at)).where(
        _last.resource_id == resource_id, _last.active, _last.starts_at <= since
    )
    return (
        Claim.resource_id == resource_id,
        Claim.active,
        Claim.starts_at >= func.coalesce(nearest.scalar_subquery(), since),
        Claim.starts_at < around.ends_at,
        Claim.ends_at > around.starts_at,
    )


def owners(resource_ids: Iterable[int], around: Interval) -> list[tuple[int, Interval, int | None]]:
    """Resource, time and person (id) of each active claim that touches `around`."""
    found = or_(*(and_(*touching(one, around)) for one in sorted(resource_ids)))
    columns = (Claim.resource_id, Claim.starts_at, Claim.ends_at, Reservation.person_id)
    rows = select(*columns).join(Claim.occurrence).join(Occurrence.reservation).where(found)
    return [(r, Interval(starts_at, ends_at), who) for r, starts_at, ends_at, who in db.session.execute(rows)]


def claims_of(resource_ids: Iterable[int], around: Interval) -> Sequence[Claim]:
    """The active ones that touch `around`, with what they are for."""
    found = [select(Claim.id).where(*touching(one, around)) for one in resource_ids]
    booking = joinedload(Claim.occurrence).options(
        joinedload(Occurrence.space),
        joinedload(Occurrence.reservation).selectinload(Reservation.space_links),
    )
    rows = select(Claim).where(or_(*(Claim.id.in_(each) for each in found))).options(booking)
    return db.session.scalars(rows.order_by(Claim.starts_at, Claim.id)).all() if found else []
