"""What a change would do, date by date, as plain values: they outlive the transaction that is undone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from booking.actions.changed import Changed
from booking.actions.differences import ADDED, ASKED, KEPT, MOVED, REMOVED, STAYS, Difference
from booking.actions.waitlist import booker_of
from booking.models import Reservation
from booking.queries.alternatives import alternatives
from booking.queries.choices import Choices
from booking.rule_words import of_rule
from booking.rules.availability import Alternative
from booking.rules.interval import Interval
from booking.rules.requests import BookingRequest
from booking.web.obstacles import conflict_text

MOST_SEARCHED = 6  # dates for which other times are looked for


@dataclass(frozen=True, slots=True)
class Line:
    """One date. `wanted` is where it should go, `told` what is in its way there."""

    what: str
    was: Interval | None
    wanted: Interval | None
    space: str
    told: Sequence[str]
    offers: Sequence[Alternative]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the change itself would do; `in_the_way` are dates for which it would be refused."""

    lines: Sequence[Line]
    split: bool

    def those(self, what: str) -> list[Line]:
        return [line for line in self.lines if line.what == what]

    @property
    def in_the_way(self) -> list[Line]:
        return self.those(STAYS)

    @property
    def goes(self) -> bool:
        """Whether anything at all can become as it was asked."""
        return len(self.in_the_way) < len(self.lines)


ORDER = (STAYS, MOVED, ADDED, ASKED, REMOVED, KEPT)


def preview(
    changed: Changed, spaces: Sequence[str], offered: Choices, now: datetime, is_staff: bool
) -> Preview:
    """Within the transaction: what moves has given up its old time."""
    differences, target = list(changed.differences), changed.reservation
    searched = [one for one in differences if one.what == STAYS][:MOST_SEARCHED]
    lines = []
    for one in differences:
        wanted = _wanted(one)
        offers = _offers(one, target, wanted, spaces, now, is_staff) if one in searched and wanted else []
        lines.append(Line(_what(one), one.was, wanted, one.space, _told(one, offered, target.tzid), offers))
    return Preview(lines, changed.split)


def _what(one: Difference) -> str:
    """Who stands in line holds nothing, and moves all the same."""
    return MOVED if one.what == KEPT and one.becomes != one.was else one.what


def _told(one: Difference, offered: Choices, tzid: str) -> list[str]:
    taken = (replace(conflict, recurrence_id="") for conflict in one.conflicts)
    told = [*map(of_rule, one.broken), *(conflict_text(each, offered, tzid) for each in taken)]
    return list(dict.fromkeys(told))


def _wanted(one: Difference) -> Interval | None:
    """Of a date that cannot go, where it should: in `becomes` it stays."""
    return one.wanted if one.what == STAYS else one.becomes


def _offers(
    one: Difference,
    target: Reservation,
    wanted: Interval,
    spaces: Sequence[str],
    now: datetime,
    is_staff: bool,
) -> list[Alternative]:
    request = BookingRequest(
        spaces=tuple(spaces),
        title=target.title,
        interval=wanted,
        tzid=target.tzid,
        equipment={need.equipment_type.slug: need.quantity for need in target.equipment},
        headcount=target.headcount,
        answers=target.answers,
    )
    there = [one.occurrence.id] if one.occurrence else []
    return alternatives(request, booker_of(target, is_staff), now, but=there)
