"""The rule of a series goes along with a change: at once, or when that is granted (D13).

A shift that waits for staff stands with each date that does (`pending`). Until all of those that still wait
are granted together, the series keeps its rule, and its dates the names that calendars have: one that is
granted by itself is an exception.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from booking.actions.differences import Course, Difference
from booking.extensions import db
from booking.models import Occurrence, Reservation
from booking.rules.recurrence import canonical
from booking.rules.recurrence import faults as rule_faults
from booking.rules.requests import Edit
from booking.rules.shifting import shifted, shifted_rule

Shift = Mapping[str, float]  # seconds: `by`, how far the wall times go, and the `duration` to come


def follow(
    target: Reservation, differences: Sequence[Difference], to: Course, edit: Edit, asks: bool
) -> Shift | None:
    """It takes its new course, and its dates their names; what of it has to wait for staff, if `asks`.

    Where a part is not asked the plainest is done: another rule, with the dates that it adds or takes away,
    is in force at once, by the wall times where the series still is. Only its shift waits; what goes at once
    (a request, who stands in line) is an exception until then. A rule that fits its new start alone (the
    third of each month) cannot wait: it is in force, and what has to be asked is an exception of it.
    """
    here, shift = _unshifted(to, target) if asks else None, None
    if here:
        shift = _shift(to, target)
        _as_before(differences, to.by)
    if shift or to.by or to.duration != target.duration or edit.rrule or edit.exdates is not None:
        forget(target)
    _take(target, here or to)
    names = {one.occurrence: one.recurrence_id for one in differences if one.occurrence}
    rename(names, target, timedelta(0) if here else to.by)
    return shift


def _unshifted(to: Course, target: Reservation) -> Course | None:
    """The same by the wall times where the series is; None where the rule does not fit there."""
    assert target.duration is not None
    starts, rule = to.dtstart - to.by, shifted_rule(to.rrule, to.dtstart, -to.by)
    if rule_faults(rule, starts, target.tzid):
        return None
    exdates, rdates = (tuple(shifted(one, -to.by) for one in each) for each in (to.exdates, to.rdates))
    return Course(canonical(rule, target.tzid), starts, target.duration, exdates, rdates)


def _shift(to: Course, target: Reservation) -> Shift | None:
    if not to.by and to.duration == target.duration:
        return None
    return {"by": to.by.total_seconds(), "duration": to.duration.total_seconds()}


def _as_before(differences: Sequence[Difference], by: timedelta) -> None:
    """Those that are added, too, are named where the series still is."""
    for one in differences:
        one.recurrence_id = shifted(one.recurrence_id, -by)


def _take(target: Reservation, to: Course) -> None:
    target.rrule, target.duration = to.rrule, to.duration
    target.dtstart = to.dtstart.isoformat()
    target.exdates, target.rdates = sorted(to.exdates), sorted(to.rdates)
    target.skipped = []


def remember(asked: Collection[Occurrence], shift: Shift) -> None:
    for date in asked:
        date.pending = {**(date.pending or {}), "shift": dict(shift)}


def forget(booking: Reservation) -> None:
    """Another course took the place of the shift that still waited: what asks for it are exceptions."""
    for date in booking.occurrences:
        if date.pending and _shift_of(date):
            date.pending = {name: value for name, value in date.pending.items() if name != "shift"}


def _shift_of(date: Occurrence) -> Shift | None:
    found: Shift | None = (date.pending or {}).get("shift")
    return found


def granted_with(dates: Collection[Occurrence], booking: Reservation) -> Shift | None:
    """The shift of the whole series, if these are all that still wait for it."""
    waiting = [date for date in booking.occurrences if _shift_of(date)]
    return _shift_of(waiting[0]) if waiting and set(waiting) <= set(dates) else None


def go_along(booking: Reservation, shift: Shift) -> None:
    """The series itself; a date that is not where its rule then has it is an exception."""
    assert booking.rrule and booking.dtstart
    by = timedelta(seconds=shift["by"])
    rule = shifted_rule(booking.rrule, datetime.fromisoformat(booking.dtstart), by)
    booking.rrule, booking.dtstart = canonical(rule, booking.tzid), shifted(booking.dtstart, by)
    booking.duration = timedelta(seconds=shift["duration"])
    for name in ("exdates", "rdates", "skipped"):
        setattr(booking, name, [shifted(one, by) for one in getattr(booking, name)])
    rename({}, booking, by)


def rename(names: Mapping[Occurrence, str], booking: Reservation, by: timedelta = timedelta(0)) -> None:
    """The rule's new wall times; those of dates that are not named are shifted `by` as the rule is. In two
    steps: one date may take the name that another has until now.
    """
    wanted = {date: names.get(date) or shifted(date.recurrence_id, by) for date in booking.occurrences}
    renamed = [(date, name) for date, name in wanted.items() if date.recurrence_id != name]
    for n, (date, _) in enumerate(renamed):
        date.recurrence_id = f"~{n}"
    db.session.flush()
    for date, name in renamed:
        date.recurrence_id = name
    db.session.flush()
