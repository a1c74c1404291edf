"""What the dates of a booking hold: spaces with their parts, and units that the system chooses (D7, D8)."""

from bisect import insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from booking.actions.dates import Date, span_of
from booking.models import EquipmentType, Resource
from booking.queries.ledger import clashes, taken, times_used
from booking.queries.wanted import Wanted
from booking.rules.availability import Conflict, blocker
from booking.rules.interval import Interval
from booking.rules.policy import Terms

_MONTH = timedelta(days=30)
Taken = dict[int, list[Interval]]


def allot(
    dates: Sequence[Date],
    wanted: Wanted,
    quantities: Mapping[str, int],
    terms: Mapping[int, Terms],
    prefer: Collection[int] = (),
) -> None:
    """Fills `claims` of each date that is free, and `conflicts` of the others with everything in the way.

    The same units for all dates if possible, those of `prefer` first, else the least used. Must come
    after the lock. Dates of one booking keep out of each other's way, the earlier goes first.
    """
    busy = _busy(dates, wanted, terms)
    orders = {kind: _order(kind, units, dates, terms, busy, prefer) for kind, units in wanted.units.items()}
    for date in dates:
        spans = {r.id: terms[r.id].claimed(date.interval) for r in wanted.resources()}
        date.conflicts = [_taken(r, spans, busy, date) for r in date.held if _blocked(r, spans, busy)]
        chosen = list(date.held)
        for kind, units in orders.items():
            chosen += _units(date, kind, units, quantities[kind.slug], spans, busy)
        if not date.conflicts:
            date.claims = {r.id: spans[r.id] for r in chosen}
            for resource_id, span in date.claims.items():
                insort(busy.setdefault(resource_id, []), span)


def _busy(dates: Sequence[Date], wanted: Wanted, terms: Mapping[int, Terms]) -> Taken:
    """Of one date only the one claim of each resource that can be in its way; of several the whole range."""
    if len(dates) == 1:
        spans = {r.id: terms[r.id].claimed(dates[0].interval) for r in wanted.resources()}
        return {resource_id: [span] for resource_id, span in clashes(spans).items()}
    return dict(taken(wanted.resource_ids(), reach_of(dates, terms.values()))) if dates else {}


def reach_of(dates: Sequence[Date], terms: Iterable[Terms]) -> Interval:
    """All of their time, with the longest setup and teardown around it."""
    policies = [each.policy for each in terms]
    before, after = max(p.setup_time for p in policies), max(p.teardown_time for p in policies)
    return span_of(dates).widened(before, after)


def _blocked(resource: Resource, spans: Mapping[int, Interval], busy: Taken) -> bool:
    return blocker(busy.get(resource.id, ()), spans[resource.id]) is not None


def _taken(resource: Resource, spans: Mapping[int, Interval], busy: Taken, date: Date) -> Conflict:
    by = blocker(busy.get(resource.id, ()), spans[resource.id])
    return Conflict(resource.slug, by, recurrence_id=date.recurrence_id)


def _order(
    kind: EquipmentType,
    units: Sequence[Resource],
    dates: Sequence[Date],
    terms: Mapping[int, Terms],
    busy: Taken,
    prefer: Collection[int],
) -> list[Resource]:
    """Units that go about, the one to take first in front."""
    going = [unit for unit in units if unit.part_of_id is None]
    around = reach_of(dates, [terms[unit.id] for unit in going]) if going else None
    used = times_used((u.id for u in going), around.widened(_MONTH, _MONTH)) if around and going[1:] else {}
    always = {u.id for u in going if not any(_blocks(u, date, terms, busy) for date in dates)}
    return sorted(going, key=lambda u: (u.id not in prefer, u.id not in always, used.get(u.id, 0), u.id))


def _blocks(unit: Resource, date: Date, terms: Mapping[int, Terms], busy: Taken) -> bool:
    return blocker(busy.get(unit.id, ()), terms[unit.id].claimed(date.interval)) is not None


def _units(
    date: Date,
    kind: EquipmentType,
    order: Sequence[Resource],
    quantity: int,
    spans: Mapping[int, Interval],
    busy: Taken,
) -> list[Resource]:
    """What is fixed in the space counts, the rest is chosen. Too few is a conflict that tells how many are."""
    fixed = sum(r.equipment_type_id == kind.id for r in date.held)
    free = [unit for unit in order if not _blocked(unit, spans, busy)]
    if fixed + len(free) < quantity:
        date.conflicts.append(
            Conflict(kind.slug, free_units=fixed + len(free), recurrence_id=date.recurrence_id)
        )
    return free[: max(0, quantity - fixed)]
