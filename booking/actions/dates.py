"""The dates of a booking while they are decided: what each would hold, and what speaks against it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from booking.errors import BrokenRule
from booking.models import Resource
from booking.queries.quota_use import broken_quotas, stated_by
from booking.queries.wanted import Wanted
from booking.rules.availability import Conflict
from booking.rules.interval import Interval, hull
from booking.rules.policy import Booker, Terms, Wish, broken_rules
from booking.rules.questions import UNANSWERED
from booking.rules.series import Planned


@dataclass(slots=True, eq=False)
class Date:
    """`held` are its spaces with their parts; `claims`, by resource id, are there once it was allotted.
    `own`: its booker holds all that is in its way; `waits`: and stands in this line already.
    """

    recurrence_id: str
    interval: Interval
    spaces: list[Resource]
    held: list[Resource]
    broken: list[BrokenRule] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    claims: dict[int, Interval] = field(default_factory=dict)
    own: bool = False
    waits: bool = False

    @property
    def spans(self) -> dict[int, list[Interval]]:
        """Its claims, as an occurrence holds them."""
        return {resource_id: [span] for resource_id, span in self.claims.items()}


def dates_of(planned: Iterable[Planned], needed: Wanted) -> list[Date]:
    return [_date(one, needed) for one in planned]


def span_of(dates: Sequence[Date]) -> Interval:
    return hull(date.interval for date in dates)


def _date(one: Planned, needed: Wanted) -> Date:
    spaces = needed.at(one.space)
    return Date(one.recurrence_id, one.interval, spaces, needed.held(spaces))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules want to know beside the time."""

    headcount: int | None
    answers: Mapping[str, str]
    booker: Booker
    series: bool = False

    def wish(self, interval: Interval, now: datetime) -> Wish:
        return Wish(interval, self.headcount, self.answers, now, self.booker, self.series)


def judge(
    dates: Sequence[Date],
    asked: Asked,
    terms: Mapping[int, Terms],
    now: datetime,
    but: Iterable[int] = (),
    once: bool = False,
) -> None:
    """Fills `broken` of each. Quotas count what is held `but` these occurrences; `once`: of candidates
    only the longest counts (D24). To be right it must come after the lock.
    """
    for date in dates:
        date.broken = _broken(date, asked.wish(date.interval, now), terms)
    counted = [max(dates, key=lambda d: d.interval.duration)] if once and dates else dates
    for date, rule in over_quota(counted, asked.booker, terms, now, but):
        date.broken.append(rule)


def excuse_unanswered(dates: Sequence[Date]) -> list[BrokenRule]:
    """Questions that are answered afterwards, for there was no form to fill in (D21); each once."""
    missing: list[BrokenRule] = []
    for date in dates:
        unanswered = [rule for rule in date.broken if rule.code == UNANSWERED]
        date.broken = [rule for rule in date.broken if rule not in unanswered]
        missing += [rule for rule in unanswered if rule not in missing]
    return missing


def over_quota(
    dates: Sequence[Date], booker: Booker, terms: Mapping[int, Terms], now: datetime, but: Iterable[int] = ()
) -> list[tuple[Date, BrokenRule]]:
    """Those that go beyond a quota; dates in different spaces count together where one policy states it."""
    but, found = frozenset(but), list[tuple[Date, BrokenRule]]()
    for space, group in _counted_together(dates):
        wanted = [date.interval for date in group]
        over = broken_quotas([space], terms, booker, wanted, now, but)
        found += [(group[which], rule) for which, rule in over]
    return found


def _counted_together(dates: Sequence[Date]) -> list[tuple[Resource, list[Date]]]:
    """For each policy that states quotas, one of its spaces, and the dates that are in any of them."""
    groups: dict[int | None, tuple[Resource, list[Date]]] = {}
    for date in dates:
        for policy_id, space in {stated_by(space): space for space in date.spaces}.items():
            groups.setdefault(policy_id, (space, []))[1].append(date)
    return list(groups.values())


def _broken(date: Date, wish: Wish, terms: Mapping[int, Terms]) -> list[BrokenRule]:
    """Each once, though several spaces may have the same rule."""
    seen: list[BrokenRule] = []
    for rule in (rule for space in date.spaces for rule in broken_rules(wish, terms[space.id])):
        if rule not in seen:
            seen.append(rule)
    return seen


def told(dates: Sequence[Date]) -> list[BrokenRule]:
    """What all dates break is told once, the rest with its date."""
    broken = [date.broken for date in dates]
    shared = [rule for rule in broken[0] if all(rule in each for each in broken)] if broken else []
    rest = [(d, rule) for d in dates for rule in d.broken if rule not in shared]
    return shared + [replace(rule, values={**rule.values, "date": d.recurrence_id}) for d, rule in rest]
