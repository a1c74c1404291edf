"""What quotas leave open, read once for all times that are tried."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from booking.models import Resource
from booking.queries.quota_use import limits, stated_by
from booking.rules.interval import Interval
from booking.rules.policy import Booker, Terms
from booking.rules.quotas import Limit, over

_MOMENT = timedelta(minutes=1)


class Counted:
    """For one booker and all times within `around`; one statement for each policy that states quotas.

    `but` are ids of occurrences that do not count.
    """

    def __init__(
        self,
        terms: Mapping[int, Terms],
        booker: Booker,
        around: Interval,
        now: datetime,
        but: Collection[int] = (),
    ):
        self._terms, self._booker, self._now, self._but = terms, booker, now, but
        first = Interval(around.starts_at, around.starts_at + _MOMENT)
        last = Interval(around.ends_at - _MOMENT, around.ends_at)
        self._ends, self._limits = [first, last], dict[int | None, list[Limit]]()
        self._kept: dict[int | None, list[Interval]] = {}

    def allows(self, spaces: Sequence[Resource], interval: Interval) -> bool:
        return not any(self._over(space, interval) for space in spaces)

    def keep(self, spaces: Sequence[Resource], interval: Interval) -> None:
        """From now on it counts as held."""
        for policy_id in {stated_by(space) for space in spaces}:
            self._kept.setdefault(policy_id, []).append(interval)

    def _over(self, space: Resource, interval: Interval) -> bool:
        rules, policy_id = self._terms[space.id], stated_by(space)
        if not rules.policy.quotas:
            return False
        if policy_id not in self._limits:
            self._limits[policy_id] = limits(space, rules, self._booker, self._ends, self._now, self._but)
        wanted = [*self._kept.get(policy_id, ()), interval]
        beyond = over(self._limits[policy_id], wanted, rules.tzid, self._now)
        return any(which == len(wanted) - 1 for which, _ in beyond)
