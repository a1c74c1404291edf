"""What is taken."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, select, union_all

from booking.extensions import db
from booking.models import Claim
from booking.rules.interval import Interval


def taken(resource_ids: Iterable[int], around: Interval) -> dict[int, list[Interval]]:
    """Active claims that touch `around`, by resource, sorted."""
    found: dict[int, list[Interval]] = defaultdict(list)
    statement = (
        select(Claim.resource_id, Claim.starts_at, Claim.ends_at)
        .where(Claim.resource_id.in_(list(resource_ids)), Claim.active)
        .where(Claim.starts_at < around.ends_at, Claim.ends_at > around.starts_at)
        .order_by(Claim.starts_at)
    )
    for resource_id, starts_at, ends_at in db.session.execute(statement):
        found[resource_id].append(Interval(starts_at, ends_at))
    return found


def clashes(wanted: Mapping[int, Interval]) -> dict[int, Interval]:
    """Of the intervals wanted on resources, those that are taken, with what takes them.

    Looks only at each interval's nearest predecessor: the claims of a resource are disjoint.
    """
    if not wanted:
        return {}
    rows = db.session.execute(union_all(*(_nearest(r, span.ends_at) for r, span in wanted.items())))
    spans = {resource_id: Interval(starts_at, ends_at) for resource_id, starts_at, ends_at in rows}
    return {r: span for r, span in spans.items() if span.ends_at > wanted[r].starts_at}


def _nearest(resource_id: int, before: datetime):
    nearest = (
        select(Claim.resource_id, Claim.starts_at, Claim.ends_at)
        .where(Claim.resource_id == resource_id, Claim.active, Claim.starts_at < before)
        .order_by(Claim.starts_at.desc())
        .limit(1)
        .subquery()
    )
    return select(nearest)


def times_used(resource_ids: Iterable[int], around: Interval) -> dict[int, int]:
    """How often each is claimed in the time around, to spread wear among units (D8)."""
    statement = (
        select(Claim.resource_id, func.count())
        .where(Claim.resource_id.in_(list(resource_ids)), Claim.active)
        .where(Claim.starts_at >= around.starts_at, Claim.starts_at < around.ends_at)
        .group_by(Claim.resource_id)
    )
    return dict(db.session.execute(statement).all())
