"""Free times for people in several zones: the best for whom it suits least comes first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from booking.errors import BrokenRule
from booking.rules.availability import Ledger, Pool, starts, within_policy
from booking.rules.country import country_of
from booking.rules.interval import Interval
from booking.rules.policy import Terms, Wish, broken_rules
from booking.rules.slot_requests import SlotRequest
from booking.rules.wall import local
from booking.rules.workday import Part, Reason, Side, parts, reason_of, suited

PER_HALF_DAY = 2
_AT_ANY_TIME = ("too_short", "too_long", "over_capacity")
Rank = tuple[timedelta, timedelta, datetime, int]


@dataclass(frozen=True, slots=True)
class Venue:
    """A space that will do, and all that has to be free there with it."""

    terms: Terms
    needs: Sequence[Ledger | Pool]


@dataclass(frozen=True, slots=True)
class Slot:
    space: str
    tzid: str
    interval: Interval
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> float:
        """The fit of the side that it suits least."""
        return min(reason.fit for reason in self.reasons)


def best(asked: SlotRequest, venues: Sequence[Venue], now: datetime) -> Iterator[Slot]:
    """Free and within policy, what suits the worst side most first, then the sum of all, then the earliest.

    What a space asks with a booking is left for the booking.
    """
    sides = [_sides(asked, venue) for venue in venues]
    days = {side: parts(side, asked.around) for side in {side for these in sides for side in these}}
    for (*_, order), interval in sorted(_ranked(asked, venues, sides, days, now)):
        wish = Wish(interval, asked.headcount, {}, now)
        if within_policy(wish, interval, [venues[order].terms]):
            terms = venues[order].terms
            reasons = tuple(reason_of(side, days[side], interval) for side in sides[order])
            yield Slot(terms.slug, terms.tzid, interval, reasons)


def earliest(asked: SlotRequest, venues: Sequence[Venue], now: datetime) -> Iterator[Slot]:
    """Free and within policy in the order of the clock, to be read out; whom they suit is not asked."""
    fitting = [venue for venue in venues if not obstacles(asked, venue.terms)]
    free = ((interval, n) for n, venue in enumerate(fitting) for interval in _free(asked, venue, now))
    for interval, n in sorted(free):
        terms, wish = fitting[n].terms, Wish(interval, asked.headcount, {}, now)
        if within_policy(wish, interval, [terms]):
            yield Slot(terms.slug, terms.tzid, interval, ())


def _sides(asked: SlotRequest, venue: Venue) -> list[Side]:
    own = Side(venue.terms.tzid, venue.terms.country)
    return [Side(tzid, country_of(tzid)) for tzid in dict.fromkeys(asked.tzids)] or [own]


def _ranked(
    asked: SlotRequest,
    venues: Sequence[Venue],
    sides: Sequence[Sequence[Side]],
    days: Mapping[Side, Sequence[Part]],
    now: datetime,
) -> Iterator[tuple[Rank, Interval]]:
    @cache  # for all spaces, whose grids are mostly the same
    def suits(side: Side, interval: Interval) -> timedelta:
        return suited(days[side], interval)

    fitting = (numbered for numbered in enumerate(venues) if not obstacles(asked, numbered[1].terms))
    for order, venue in fitting:
        for interval in _free(asked, venue, now):
            fits = [suits(side, interval) for side in sides[order]]
            yield (-min(fits), -sum(fits, timedelta()), interval.starts_at, order), interval


def _free(asked: SlotRequest, venue: Venue, now: datetime) -> Iterator[Interval]:
    around = asked.around
    for at in starts(venue.terms, around, asked.duration, max(now, around.starts_at)):
        interval = Interval(at, at + asked.duration)
        if around.covers(interval) and all(need.free(interval) for need in venue.needs):
            yield interval


def spread(slots: Iterable[Slot]) -> Iterator[Slot]:
    """Of each half day in a space only the best few that do not overlap, not each quarter hour of it."""
    kept: dict[tuple[str, date, bool], list[Interval]] = defaultdict(list)
    for slot in slots:
        wall = local(slot.interval.starts_at, slot.tzid)
        others = kept[slot.space, wall.date(), wall.hour < 12]
        if len(others) < PER_HALF_DAY and not any(slot.interval.meets(other) for other in others):
            others.append(slot.interval)
            yield slot


def obstacles(asked: SlotRequest, terms: Terms) -> list[BrokenRule]:
    """The rules of a space that such a meeting breaks at whatever time it is held."""
    interval = Interval(asked.begins_at, asked.begins_at + asked.duration)
    broken = broken_rules(Wish(interval, asked.headcount, {}, asked.begins_at), terms)
    always = [rule for rule in broken if rule.code in _AT_ANY_TIME]
    if asked.duration % terms.policy.grid:
        always.append(BrokenRule("off_grid", "duration", {"grid": terms.policy.grid}))
    return always
