"""Dates of one change that get in each other's way because what some hold now stays held (D13)."""

from collections.abc import Iterable, Sequence

from booking.actions.applying import Moving
from booking.actions.pending import kept
from booking.models import Resource
from booking.rules.availability import Conflict
from booking.rules.interval import Interval


def keep_apart(going: Sequence[Moving], resources: Iterable[Resource]) -> None:
    """Adds to `conflicts` of each that is free and would take, or ask for, what another that asks keeps until
    it is decided."""
    slugs = {resource.id: resource.slug for resource in resources}
    asking = [one for one in going if one.asks]
    for one in (one for one in going if not one.date.conflicts):
        for resource_id, span in one.date.claims.items():
            if by := _in_the_way(one, resource_id, span, asking):
                name = one.date.recurrence_id
                one.date.conflicts.append(Conflict(slugs[resource_id], by, recurrence_id=name))


def _in_the_way(one: Moving, resource_id: int, span: Interval, asking: Sequence[Moving]) -> Interval | None:
    others = (other for other in asking if other is not one and other.difference.occurrence)
    held = (kept(other.difference.occurrence, other.old) for other in others if other.difference.occurrence)
    return next((old for each in held for old in each.get(resource_id, ()) if old.meets(span)), None)
