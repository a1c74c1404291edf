"""What the dates of a booking hold: spaces with their parts, and units that the system chooses (D7, D8)."""

from bisect import insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from booking.actions.dates import Date, span_of
from booking.actions.exchanging import make_room
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
    now: datetime,
    prefer: Collection[int] = (),
    opened: Collection[int] = (),
) -> None:
    """Fills `claims` of each date that is free, and `conflicts` of the others with everything in the way.

    The same units for all dates if possible, those of `prefer` first, else the least used; where too few are
    free, others' are exchanged, but not those of the reservations `opened` (ids). Must come after the lock.
    Dates of one booking keep out of each other's way, the earlier goes first.
    """
    busy = _busy(dates, wanted, terms)
    orders = {kind: _order(kind, units, dates, terms, busy, prefer) for kind, units in wanted.units.items()}
    promised: Taken = {}
    for date in dates:
        spans = {r.id: terms[r.id].claimed(date.interval) for r in wanted.resources()}
        date.conflicts = [_taken(r, spans, busy, date) for r in date.held if _blocked(r, spans, busy)]
        chosen = list(date.held)
        for kind, units in orders.items():
            wanting = quantities[kind.slug] - _fixed(kind, date)
            if wanting > len(_free(units, spans, busy)) and not date.conflicts:
                _exchange(units, spans, busy, wanting, now, opened, promised, terms)
            chosen += _units(date, kind, units, quantities[kind.slug], spans, busy)
        if not date.conflicts:
            date.claims = {r.id: spans[r.id] for r in chosen}
            for resource_id, span in date.claims.items():
                insort(busy.setdefault(resource_id, []), span)
                insort(promised.setdefault(resource_id, []), span)


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
    """What is fixed in the space counts, the rest is chosen. Too few: a conflict that tells how many are."""
    fixed, free = _fixed(kind, date), _free(order, spans, busy)
    if fixed + len(free) < quantity:
        date.conflicts.append(
            Conflict(kind.slug, free_units=fixed + len(free), recurrence_id=date.recurrence_id)
        )
    return free[: max(0, quantity - fixed)]


def _fixed(kind: EquipmentType, date: Date) -> int:
    return sum(resource.equipment_type_id == kind.id for resource in date.held)


def _free(units: Sequence[Resource], spans: Mapping[int, Interval], busy: Taken) -> list[Resource]:
    return [unit for unit in units if not _blocked(unit, spans, busy)]


def _exchange(
    units: Sequence[Resource],
    spans: Mapping[int, Interval],
    busy: Taken,
    quantity: int,
    now: datetime,
    opened: Collection[int],
    promised: Taken,
    terms: Mapping[int, Terms],
) -> None:
    """What the units hold is read again when it has changed. Of different buffers the widest count."""
    if not 0 < quantity <= len(units):
        return
    each = [spans[unit.id] for unit in units]
    widest = Interval(min(s.starts_at for s in each), max(s.ends_at for s in each))
    if make_room(units, widest, quantity, now, opened, _of(units, promised), terms):
        _read_again({unit.id for unit in units}, widest.widened(_MONTH, _MONTH), busy, promised)


def _read_again(ids: Collection[int], around: Interval, busy: Taken, promised: Taken) -> None:
    fresh = taken(ids, around)
    for unit_id in ids:
        beyond = [span for span in busy.get(unit_id, ()) if not span.meets(around)]
        near = [span for span in promised.get(unit_id, ()) if span.meets(around)]
        busy[unit_id] = sorted({*beyond, *fresh.get(unit_id, ()), *near})


def _of(units: Sequence[Resource], promised: Taken) -> Taken:
    return {unit.id: promised[unit.id] for unit in units if unit.id in promised}
