"""What to offer when a slot is taken: read after the refusal, outside its transaction."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from booking.errors import Invalid
from booking.models import Occurrence, Resource
from booking.models.resource import SPACE
from booking.queries.ledger import taken
from booking.queries.policies import terms
from booking.queries.wanted import among, named_and_places
from booking.rules.availability import Alternative, Ledger, Pool, nearest_times, reach, within_policy
from booking.rules.interval import Interval
from booking.rules.policy import Terms, Wish
from booking.rules.requests import BookingRequest

MOST = 3


def alternatives(request: BookingRequest, now: datetime) -> list[Alternative]:
    """The same time in another fitting space, then the nearest times in the spaces asked for.

    None when what was asked for is no longer in service.
    """
    try:
        search = Search(request, now)
    except Invalid:
        return []
    spaces, pools = search.needed.spaces, search.pools()
    times = nearest_times(search.wish, search.terms(spaces), search.needs(spaces) + pools)
    nearest = [Alternative(request.spaces, interval) for interval in islice(times, MOST)]
    return search.elsewhere(pools) + nearest


def request_of(occurrence: Occurrence) -> BookingRequest:
    """What was asked for, as the desk was asked."""
    booking = occurrence.reservation
    return BookingRequest(
        spaces=tuple(space.slug for space in booking.spaces),
        title=booking.title,
        interval=Interval(occurrence.starts_at, occurrence.ends_at),
        tzid=booking.tzid,
        equipment={need.equipment_type.slug: need.quantity for need in booking.equipment},
        headcount=booking.headcount,
        answers=booking.answers,
    )


class Search:
    """Everything that may be offered, read in a few queries however much is tried."""

    def __init__(self, request: BookingRequest, now: datetime):
        around = reach(request.interval)
        self.quantities = request.equipment
        self.wish = Wish(request.interval, request.headcount, request.answers, now)
        self.resources = named_and_places(request)
        self.needed = among(self.resources, request)
        self.terms_by_id = terms(self.resources, around)
        self.taken = taken((resource.id for resource in self.resources), around)

    def terms(self, spaces: Sequence[Resource]) -> list[Terms]:
        return [self.terms_by_id[space.id] for space in spaces]

    def needs(self, spaces: Sequence[Resource]) -> list[Ledger | Pool]:
        """The spaces' own ledgers and those of their parts."""
        ids = {space.id for space in spaces}
        return [self._ledger(r) for r in self.resources if r.id in ids or r.part_of_id in ids]

    def pools(self) -> list[Ledger | Pool]:
        return [
            Pool(self.quantities[kind.slug], [self._ledger(unit) for unit in units])
            for kind, units in self.needed.units.items()
        ]

    def elsewhere(self, pools: Sequence[Ledger | Pool]) -> list[Alternative]:
        """Only for a request of one space."""
        if len(self.needed.spaces) > 1:
            return []
        others = [r for r in self.resources if r.kind == SPACE and r.id != self.needed.spaces[0].id]
        interval = self.wish.interval
        return [Alternative((r.slug,), interval) for r in others if self._fits(r, interval, pools)][:1]

    def _fits(self, space: Resource, interval: Interval, pools: Sequence[Ledger | Pool]) -> bool:
        free = all(need.free(interval) for need in [*self.needs([space]), *pools])
        return free and within_policy(self.wish, interval, self.terms([space]))

    def _ledger(self, resource: Resource) -> Ledger:
        policy = self.terms_by_id[resource.id].policy
        return Ledger(resource.slug, self.taken.get(resource.id, []), policy.setup_time, policy.teardown_time)
