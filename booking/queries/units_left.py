"""How much equipment is left for a time: what a form says beside each kind before it is asked for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload

from booking.extensions import db
from booking.models import Resource
from booking.models.resource import EQUIPMENT
from booking.queries.ledger import taken
from booking.queries.policies import policies_of
from booking.rules.availability import Ledger
from booking.rules.interval import Interval, hull
from booking.rules.policy import Policy

_THERE = select(Resource.id).where(Resource.slug.in_(bindparam("spaces", expanding=True)))
_UNITS = (
    select(Resource)
    .where(Resource.active, Resource.kind == EQUIPMENT)
    .where(or_(Resource.part_of_id.is_(None), Resource.part_of_id.in_(_THERE)))
    .options(joinedload(Resource.equipment_type), joinedload(Resource.policy))
)


def units_left(spaces: Iterable[str], times: Sequence[Interval]) -> dict[str, int]:
    """By the type's slug, so many units are free at each of these times: of those that go about, and those
    that are fixed in one of the spaces. By three queries, however many times and units there are."""
    units = db.session.scalars(_UNITS, {"spaces": list(spaces)}).all()
    free: dict[str, list[int]] = defaultdict(lambda: [0] * len(times))
    for kind, ledger in _ledgers(units, times):
        counts = free[kind]
        for n, time in enumerate(times):
            counts[n] += ledger.free(time)
    return {kind: min(counts, default=0) for kind, counts in free.items()}


def _ledgers(units: Sequence[Resource], times: Sequence[Interval]) -> Iterable[tuple[str, Ledger]]:
    if not units or not times:
        return
    policies = policies_of(units)
    whole = hull(times)
    around = hull(whole.widened(p.setup_time, p.teardown_time) for p in policies.values())
    spans = taken((unit.id for unit in units), around)
    for unit in units:
        yield unit.equipment_type.slug, _ledger(unit, spans.get(unit.id, []), policies[unit.id])


def _ledger(unit: Resource, spans: Sequence[Interval], policy: Policy) -> Ledger:
    return Ledger(unit.slug, spans, policy.setup_time, policy.teardown_time)
