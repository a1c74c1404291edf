"""Where there is room: pure search over what is already known to be taken."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.rules.interval import Interval, without
from booking.rules.opening import opening
from booking.rules.policy import Terms, Wish, broken_rules
from booking.rules.wall import since_midnight

_REACH = timedelta(days=7)


def reach(interval: Interval) -> Interval:
    """The time around a booking in which other times are looked for."""
    return interval.widened(_REACH + timedelta(days=1), _REACH + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Conflict:
    """What stands in the way on one resource. `free_units` only for equipment (D8)."""

    resource: str
    interval: Interval | None = None
    free_units: int | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Laid over the refused request it is one that can be booked."""

    spaces: tuple[str, ...]
    interval: Interval


@dataclass(frozen=True, slots=True)
class Ledger:
    """The active claims of one resource, disjoint and sorted, with the buffers a new one needs."""

    slug: str
    taken: Sequence[Interval]
    setup_time: timedelta = timedelta(0)
    teardown_time: timedelta = timedelta(0)

    def free(self, interval: Interval) -> bool:
        wanted = interval.widened(self.setup_time, self.teardown_time)
        before = bisect_left(self.taken, wanted.ends_at, key=lambda span: span.starts_at)
        return not before or self.taken[before - 1].ends_at <= wanted.starts_at


@dataclass(frozen=True, slots=True)
class Pool:
    """So many units of one type are needed at once."""

    quantity: int
    units: Sequence[Ledger]

    def free(self, interval: Interval) -> bool:
        return sum(unit.free(interval) for unit in self.units) >= self.quantity


def nearest_times(wish: Wish, spaces: Sequence[Terms], needs: Sequence[Ledger | Pool]) -> Iterator[Interval]:
    """Free times of the same length within policy of every space, the nearest to the wish first."""
    for starts_at in _starts(wish, spaces[0]):
        moved = wish.interval.moved_to(starts_at)
        if all(need.free(moved) for need in needs) and within_policy(wish, moved, spaces):
            yield moved


def within_policy(wish: Wish, interval: Interval, spaces: Sequence[Terms]) -> bool:
    moved = Wish(interval, wish.headcount, wish.answers, wish.now)
    return not any(broken_rules(moved, terms) for terms in spaces)


def _starts(wish: Wish, terms: Terms) -> list[datetime]:
    wanted = wish.interval.starts_at
    around = Interval(wanted - _REACH, wanted + _REACH)
    found = []
    for span in open_spans(terms, around):
        at = _next_on_grid(max(span.starts_at, wish.now), terms)
        while at + wish.interval.duration <= span.ends_at:
            found.append(at)
            at += terms.policy.grid
    return sorted(found, key=lambda at: (abs(at - wanted), at < wanted))


def _next_on_grid(at: datetime, terms: Terms) -> datetime:
    return at + (-since_midnight(at, terms.tzid)) % terms.policy.grid


def open_spans(terms: Terms, around: Interval) -> list[Interval]:
    """Opening hours with the closures cut out."""
    closed = [closure.interval for closure in terms.closures]
    spans = opening(terms.policy.opening_hours, terms.tzid, around)
    return [left for span in spans for left in without(span, closed)]
