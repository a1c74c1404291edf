"""Everything that may be offered instead of what was asked, read in a few queries however much is tried."""

from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import replace
from datetime import datetime
from itertools import islice

from sqlalchemy import select

from booking.extensions import db
from booking.models import EquipmentType, Occurrence, Resource
from booking.queries.counted import Counted
from booking.queries.ledger import taken_but
from booking.queries.policies import terms
from booking.queries.wanted import among, named_and_places
from booking.rules.availability import (
    Alternative,
    Ledger,
    Pool,
    apart,
    fitted,
    nearest_times,
    reach,
    shorter,
    within_policy,
)
from booking.rules.interval import Interval, joined
from booking.rules.policy import Booker, Terms, Wish
from booking.rules.requests import BookingRequest
from booking.rules.series import Planned

NEAREST = 3


class Search:
    """`around` is the time asked for, or in which to look; `but` are ids of occurrences that are to move."""

    def __init__(
        self,
        request: BookingRequest,
        now: datetime,
        booker: Booker | None = None,
        around: Interval | None = None,
        but: Collection[int] = (),
    ):
        read = reach(around or request.interval)
        self.quantities, self.choosing = request.equipment, bool(request.candidates)
        self.wish = Wish(
            request.interval, request.headcount, request.answers, now, booker, bool(request.rrule)
        )
        self.resources = named_and_places(request)
        self.needed = among(self.resources, request)
        self.terms_by_id = _asked_afterwards(request, terms(self.resources, read))
        self.taken = taken_but(but, (resource.id for resource in self.resources), read)
        self.counted = Counted(self.terms_by_id, booker, read, now, but) if booker else None
        self.there = _places(but)

    def terms(self, spaces: Sequence[Resource]) -> list[Terms]:
        return [self.terms_by_id[space.id] for space in spaces]

    def needs(self, spaces: Sequence[Resource]) -> list[Ledger | Pool]:
        """The spaces' own ledgers and those of their parts."""
        return [self._ledger(resource) for resource in self._with_parts(spaces)]

    def _with_parts(self, spaces: Sequence[Resource]) -> list[Resource]:
        ids = {space.id for space in spaces}
        return [r for r in self.resources if r.id in ids or r.part_of_id in ids]

    def pools(self, spaces: Sequence[Resource] = ()) -> list[Ledger | Pool]:
        """Of each type asked for, the units that go about and those fixed in these spaces."""
        ids = {None, *(space.id for space in spaces or self.needed.spaces)}
        return [
            Pool(self.quantities[kind.slug], [self._ledger(r) for r in self.resources if _of(r, kind, ids)])
            for kind in self.needed.units
        ]

    def fits(self, date: Planned) -> bool:
        return self._fits(self.needed.at(date.space), replace(self.wish, interval=date.interval))

    def keep(self, spaces: Sequence[Resource], interval: Interval) -> None:
        """What a date of the same series will hold is not offered to another."""
        for resource in self._with_parts(spaces):
            span = self.terms_by_id[resource.id].claimed(interval)
            self.taken[resource.id] = joined([*self.taken.get(resource.id, []), span])
        if self.counted:
            self.counted.keep(spaces, interval)

    def named(self, slugs: Sequence[str]) -> list[Resource]:
        return [resource for resource in self.resources if resource.slug in slugs]

    def offers(self, date: Planned, around: Interval | None = None) -> Iterator[Alternative]:
        spaces = self.needed.at(date.space)
        wish = fitted(replace(self.wish, interval=date.interval), self.terms_by_id[spaces[0].id])
        yield from self._elsewhere(spaces, wish)
        slugs, rules, needs = tuple(s.slug for s in spaces), self.terms(spaces), self._all_needs(spaces)
        near = (i for i in nearest_times(wish, rules, needs, around) if self._can_go(spaces, i))
        yield from (Alternative(slugs, interval) for interval in islice(apart(near), NEAREST))
        less = (i for i in shorter(wish, rules, needs) if self._can_go(spaces, i))
        yield from (Alternative(slugs, interval) for interval in islice(less, 1))

    def _elsewhere(self, spaces: Sequence[Resource], wish: Wish) -> Iterator[Alternative]:
        """Only for a request of one space, in one of its kind. All candidates are in the same spaces."""
        if len(spaces) > 1 or self.choosing:
            return
        others = [r for r in self.resources if r.kind == spaces[0].kind and r.id != spaces[0].id]
        fitting = (r for r in others if self._fits([r], wish))
        yield from (Alternative((r.slug,), wish.interval) for r in islice(fitting, 1))

    def _fits(self, spaces: Sequence[Resource], wish: Wish) -> bool:
        free = all(need.free(wish.interval) for need in self._all_needs(spaces))
        fine = free and within_policy(wish, wish.interval, self.terms(spaces))
        return fine and self._can_go(spaces, wish.interval)

    def _all_needs(self, spaces: Sequence[Resource]) -> list[Ledger | Pool]:
        return [*self.needs(spaces), *self.pools(spaces)]

    def _can_go(self, spaces: Sequence[Resource], interval: Interval) -> bool:
        """Where it is already is no other place."""
        is_new = (tuple(space.slug for space in spaces), interval) not in self.there
        return is_new and (self.counted is None or self.counted.allows(spaces, interval))

    def _ledger(self, resource: Resource) -> Ledger:
        policy = self.terms_by_id[resource.id].policy
        return Ledger(resource.slug, self.taken.get(resource.id, []), policy.setup_time, policy.teardown_time)


def _asked_afterwards(request: BookingRequest, found: dict[int, Terms]) -> dict[int, Terms]:
    """There was no form to fill in: the questions of the spaces stand in the way of no other time (D21)."""
    if request.meeting is None:
        return found
    return {number: replace(one, questions=()) for number, one in found.items()}


def _places(occurrence_ids: Collection[int]) -> set[tuple[tuple[str, ...], Interval]]:
    rows = select(Occurrence).where(Occurrence.id.in_(occurrence_ids))
    found = db.session.scalars(rows).all() if occurrence_ids else []
    return {(tuple(space.slug for space in one.spaces), one.interval) for one in found}


def _of(resource: Resource, kind: EquipmentType, wholes: Set[int | None]) -> bool:
    return resource.equipment_type_id == kind.id and resource.part_of_id in wholes
