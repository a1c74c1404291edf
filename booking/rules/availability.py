"""Where there is room: pure search over what is already known to be taken."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking.rules.interval import Interval, without
from booking.rules.opening import opening
from booking.rules.policy import Terms, Wish, broken_rules
from booking.rules.wall import since_midnight

_REACH = timedelta(days=7)
_MOST_STEPS = 200


def reach(interval: Interval) -> Interval:
    """The time around a booking in which other times are looked for."""
    return interval.widened(_REACH + timedelta(days=1), _REACH + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Conflict:
    """What stands in the way on one resource. `free_units` only for equipment (D8).

    `recurrence_id` names the date of a series.
    """

    resource: str
    interval: Interval | None = None
    free_units: int | None = None
    recurrence_id: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Laid over the refused request, or over that date of its series, it is one that can be booked."""

    spaces: tuple[str, ...]
    interval: Interval
    recurrence_id: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The active claims of one resource, disjoint and sorted, with the buffers a new one needs."""

    slug: str
    taken: Sequence[Interval]
    setup_time: timedelta = timedelta(0)
    teardown_time: timedelta = timedelta(0)

    def free(self, interval: Interval) -> bool:
        return blocker(self.taken, interval.widened(self.setup_time, self.teardown_time)) is None


def blocker(taken: Sequence[Interval], wanted: Interval) -> Interval | None:
    """What meets `wanted` in sorted, disjoint spans: the last that begins before its end, or nothing."""
    before = bisect_left(taken, wanted.ends_at, key=lambda span: span.starts_at)
    last = taken[before - 1] if before else None
    return last if last and last.ends_at > wanted.starts_at else None


@dataclass(frozen=True, slots=True)
class Pool:
    """So many units of one type are needed at once."""

    quantity: int
    units: Sequence[Ledger]

    def free(self, interval: Interval) -> bool:
        return sum(unit.free(interval) for unit in self.units) >= self.quantity


def nearest_times(
    wish: Wish, spaces: Sequence[Terms], needs: Sequence["Ledger | Pool"], around: Interval | None = None
) -> Iterator[Interval]:
    """Free times of the same length within policy of every space, the nearest to the wish first.

    They are looked for in `around`, else a week before and after.
    """
    for at in _starts(wish, spaces[0], around):
        moved = wish.interval.moved_to(at)
        if all(need.free(moved) for need in needs) and within_policy(wish, moved, spaces):
            yield moved


def apart(found: Iterable[Interval]) -> Iterator[Interval]:
    """Without those that meet one before them: a quarter of an hour later is hardly another time."""
    kept: list[Interval] = []
    for one in found:
        if not any(one.meets(other) for other in kept):
            kept.append(one)
            yield one


def shorter(wish: Wish, spaces: Sequence[Terms], needs: Sequence["Ledger | Pool"]) -> Iterator[Interval]:
    """Parts of the time wished for that are free and within policy, the longest first, then the earliest."""
    grid, wished = spaces[0].policy.grid, wish.interval
    steps = int(wished.duration / grid)
    lengths = (wished.duration - n * grid for n in range(1, min(steps, _MOST_STEPS)))
    for length in lengths:
        for at in _steps(wished, length, grid):
            part = Interval(at, at + length)
            if all(need.free(part) for need in needs) and within_policy(wish, part, spaces):
                yield part


def _steps(wished: Interval, length: timedelta, grid: timedelta) -> Iterator[datetime]:
    at = wished.starts_at
    while at + length <= wished.ends_at:
        yield at
        at += grid


def fitted(wish: Wish, terms: Terms) -> Wish:
    """The same wish with a length that the policy has: on the grid, neither too short nor too long."""
    policy, wished = terms.policy, wish.interval
    length = -(-wished.duration // policy.grid) * policy.grid
    length = min(max(length, policy.min_duration), policy.max_duration)
    return replace(wish, interval=Interval(wished.starts_at, wished.starts_at + length))


def within_policy(wish: Wish, interval: Interval, spaces: Sequence[Terms]) -> bool:
    return not any(broken_rules(replace(wish, interval=interval), terms) for terms in spaces)


def _starts(wish: Wish, terms: Terms, around: Interval | None) -> list[datetime]:
    """A wish for the past, or beyond what can be booked yet, is looked for at the nearest end of what can."""
    policy = terms.policy
    latest = max(wish.now + policy.max_notice, wish.now + policy.min_notice)
    wanted = min(max(wish.interval.starts_at, wish.now + policy.min_notice), latest)
    within = around or Interval(wanted - _REACH, wanted + _REACH)
    found = starts(terms, within, wish.interval.duration, wish.now)
    return sorted(found, key=lambda at: (abs(at - wanted), at < wanted))


def starts(terms: Terms, around: Interval, duration: timedelta, since: datetime) -> Iterator[datetime]:
    """On the grid, in order: all of so long a meeting is in opening hours. Of every day `around` touches."""
    for span in open_spans(terms, around):
        at = _next_on_grid(max(span.starts_at, since), terms)
        while at + duration <= span.ends_at:
            yield at
            at += terms.policy.grid


def _next_on_grid(at: datetime, terms: Terms) -> datetime:
    return at + (-since_midnight(at, terms.tzid)) % terms.policy.grid


def open_spans(terms: Terms, around: Interval) -> list[Interval]:
    """Opening hours with the closures cut out."""
    closed = [closure.interval for closure in terms.closures]
    spans = opening(terms.policy.opening_hours, terms.tzid, around)
    return [left for span in spans for left in without(span, closed)]
