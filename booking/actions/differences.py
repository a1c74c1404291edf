"""What a change means for each date: where it was, where it goes, and what is in the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from booking.errors import BrokenRule, Invalid
from booking.models import Occurrence, Reservation
from booking.rules.availability import Conflict
from booking.rules.interval import Interval
from booking.rules.recurrence import MOST, canonical, expand, remainder
from booking.rules.recurrence import faults as rule_faults
from booking.rules.requests import Edit
from booking.rules.series import LONGEST_SERIES, lasting, named, wall
from booking.rules.shifting import shifted, shifted_rule

KEPT, MOVED, ADDED, REMOVED, STAYS, ASKED = "kept", "moved", "added", "removed", "stays", "asked"


@dataclass(slots=True)
class Difference:
    """One date. `what`: KEPT as it is, MOVED, ADDED, REMOVED, STAYS where it was because it cannot move, or
    ASKED: staff will decide. `space` is a slug where the date has one of its own. `recurrence_id` is what the
    change makes of it; `wanted` is where one should go that STAYS."""

    occurrence: Occurrence | None
    recurrence_id: str
    becomes: Interval | None
    space: str = ""
    was: Interval | None = None
    what: str = KEPT
    wanted: Interval | None = None
    conflicts: list[Conflict] = field(default_factory=list)
    broken: list[BrokenRule] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Course:
    """A series as it will be: from `dtstart`, each for `duration`, every wall time shifted `by`."""

    rrule: str
    dtstart: datetime
    duration: timedelta
    exdates: tuple[str, ...]
    rdates: tuple[str, ...]
    by: timedelta = timedelta(0)


def course(
    found: Reservation, dates: Sequence[Occurrence], at: Occurrence, edit: Edit, split: bool
) -> Course:
    """Raises Invalid when the rule does not fit its new start."""
    assert found.rrule and found.dtstart and found.duration
    named_first = first_of(dates)
    old_start, first = datetime.fromisoformat(found.dtstart), datetime.fromisoformat(named_first)
    by = timedelta(0)
    if edit.interval:
        by = wall(edit.interval.starts_at, found.tzid) - datetime.fromisoformat(at.recurrence_id)
    starts = first if split else old_start
    rule = edit.rrule or shifted_rule(_rest(found, old_start, first) if split else found.rrule, starts, by)
    if wrong := rule_faults(rule, starts + by, found.tzid):
        raise Invalid(wrong)
    kept = [one for one in (*found.exdates, *found.skipped) if not split or one >= named_first]
    excluded = map(named, edit.exdates) if edit.exdates is not None else (shifted(one, by) for one in kept)
    rdates = [shifted(one, by) for one in found.rdates if not split or one >= named_first]
    duration = edit.interval.duration if edit.interval else found.duration
    return Course(canonical(rule, found.tzid), starts + by, duration, tuple(excluded), tuple(rdates), by)


def first_of(dates: Sequence[Occurrence]) -> str:
    """The first by the rule: one put before its siblings by hand is not."""
    return min(date.recurrence_id for date in dates)


def _rest(found: Reservation, starts: datetime, first: datetime) -> str:
    """Its rule from there on. Raises Invalid where only single dates beyond it are left."""
    try:
        return remainder(found.rrule or "", starts, first, found.tzid)
    except ValueError:
        raise Invalid([BrokenRule("no_dates", "rrule")]) from None


def of_series(
    found: Reservation, dates: Sequence[Occurrence], at: Occurrence, edit: Edit, to: Course
) -> list[Difference]:
    """Every date of the scope; those that a new rule adds, too. Raises Invalid."""
    walls = _walls(found, to) if edit.rrule or edit.exdates is not None else None
    same = [_moved(date, date is at and edit.interval is not None, found, edit, to) for date in dates]
    if walls is None:
        return same
    gone = [_removed(one) if one.recurrence_id not in walls else one for one in same]
    there = {shifted(date.recurrence_id, to.by) for date in found.occurrences}
    new = [Difference(None, one, _planned(found, one, to), what=ADDED) for one in walls if one not in there]
    return sorted([*gone, *new], key=lambda each: each.recurrence_id)


def of_each(found: Reservation, dates: Sequence[Occurrence], at: Occurrence, edit: Edit) -> list[Difference]:
    """The dates of a series that stands in its client's own calendar and has begun: it is never split (D33),
    so that each becomes an exception of its rule. Raises Invalid for what is of the whole."""
    names = ("rrule", "exdates", "spaces", "equipment")
    if wrong := [BrokenRule("held_by_client", name) for name in names if getattr(edit, name) is not None]:
        raise Invalid(wrong)
    moved = of_series(found, dates, at, edit, course(found, dates, at, edit, split=False))
    for one in moved:
        one.recurrence_id = one.occurrence.recurrence_id if one.occurrence else one.recurrence_id
    return moved


def _walls(found: Reservation, to: Course) -> list[str]:
    read = datetime.fromisoformat
    last = to.dtstart + LONGEST_SERIES
    found_dates = expand(
        to.rrule,
        to.dtstart,
        found.tzid,
        last=last,
        exdates=map(read, to.exdates),
        rdates=map(read, to.rdates),
    )
    if found_dates.too_many or found_dates.too_far or not found_dates.walls:
        limits = {"most": MOST, "max_duration": LONGEST_SERIES}
        code = "too_many_dates" if found_dates.too_many else "no_dates"
        raise Invalid([BrokenRule("series_too_long" if found_dates.too_far else code, "rrule", limits)])
    return [named(one) for one in found_dates.walls]


def _planned(found: Reservation, recurrence_id: str, to: Course) -> Interval:
    return lasting(datetime.fromisoformat(recurrence_id), to.duration, found.tzid)


def _moved(date: Occurrence, is_anchor: bool, found: Reservation, edit: Edit, to: Course) -> Difference:
    """What was changed by hand keeps its own time and space, unless that is to be undone. The date that is
    named takes its new time."""
    own = date.by_hand and not edit.reset_by_hand and not is_anchor
    new = shifted(date.recurrence_id, to.by)
    becomes = date.interval if own else _planned(found, new, to)
    kept = date.space and (own or (edit.spaces is None and not edit.reset_by_hand))
    space = date.space.slug if date.space and kept else ""
    return Difference(date, new, becomes, space, date.interval)


def _removed(one: Difference) -> Difference:
    one.what, one.becomes = REMOVED, None
    return one


def of_one(date: Occurrence, edit: Edit) -> list[Difference]:
    """A single booking, or one date of a series by itself."""
    becomes = edit.interval or date.interval
    new = date.recurrence_id if date.reservation.rrule else own_name(date, becomes)
    space = (
        edit.spaces[0] if edit.spaces and date.reservation.rrule else date.space.slug if date.space else ""
    )
    return [Difference(date, new, becomes, space, date.interval)]


def own_name(date: Occurrence, becomes: Interval) -> str:
    """Of a single booking. A candidate that was not chosen keeps its name."""
    new = named(wall(becomes.starts_at, date.reservation.tzid))
    others = (other.recurrence_id for other in date.reservation.occurrences if other is not date)
    return date.recurrence_id if new in others else new


def changed(differences: Iterable[Difference]) -> list[Difference]:
    return [one for one in differences if one.what != KEPT]
