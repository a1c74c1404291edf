"""What a booking holds: its spaces with their parts, and units that the system chooses (D7, D8)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from booking.errors import SlotTaken
from booking.models import Claim, Resource
from booking.queries.ledger import clashes, times_used
from booking.queries.wanted import Wanted
from booking.rules.availability import Conflict
from booking.rules.interval import Interval
from booking.rules.policy import Terms

_MONTH = timedelta(days=30)


def choose(
    wanted: Wanted, quantities: Mapping[str, int], interval: Interval, terms: Mapping[int, Terms]
) -> list[Claim]:
    """The claims to hold. Raises SlotTaken, with everything that is taken and how many units are free."""
    spans = {r.id: terms[r.id].claimed(interval) for r in wanted.resources()}
    taken = clashes(spans)
    conflicts = [Conflict(r.slug, taken[r.id]) for r in (*wanted.spaces, *wanted.parts) if r.id in taken]
    chosen: list[Resource] = [*wanted.spaces, *wanted.parts]
    for kind, units in wanted.units.items():
        free = [unit for unit in units if unit.id not in taken]
        if len(free) < quantities[kind.slug]:
            conflicts.append(Conflict(kind.slug, free_units=len(free)))
        chosen += _least_used(free, interval)[: quantities[kind.slug]]
    if conflicts:
        raise SlotTaken(conflicts)
    return [_claim(resource, spans[resource.id]) for resource in chosen]


def _least_used(units: Sequence[Resource], interval: Interval) -> list[Resource]:
    around = interval.widened(_MONTH, _MONTH)
    used = times_used((unit.id for unit in units), around) if len(units) > 1 else {}
    return sorted(units, key=lambda unit: (used.get(unit.id, 0), unit.id))


def _claim(resource: Resource, span: Interval) -> Claim:
    return Claim(resource_id=resource.id, starts_at=span.starts_at, ends_at=span.ends_at, active=True)
