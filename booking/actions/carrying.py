"""A change is carried out: what moves is given up, decided, and taken again where it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from booking.actions.applying import Moving, freed_by, give_up, is_elsewhere, settle, take_away
from booking.actions.case import Case, case_of
from booking.actions.changed import Changed
from booking.actions.dates import Date
from booking.actions.deciding import approval_of, judge_moving, judge_staying, sorted_out
from booking.actions.differences import ASKED, Difference
from booking.actions.edits import write
from booking.actions.following import Shift, follow, remember, rename
from booking.actions.holding import Spans, number_whole
from booking.actions.planning import Plan, Wished
from booking.actions.scopes import ONE
from booking.actions.sorting import Sorted
from booking.actions.waitlist import Left, left_by
from booking.errors import BrokenRule, Invalid
from booking.extensions import db
from booking.models import Attendee, Occurrence, Reservation, Resource
from booking.rules.interval import Interval
from booking.rules.lifecycle import WAITLISTED
from booking.rules.policy import Booker
from booking.rules.requests import BookingRequest, Edit


def carry_out(
    target: Reservation, plan: Plan, request: BookingRequest, booker: Booker, wished: Wished
) -> tuple[Changed, Spans]:
    """Everything but telling; what was given up. Raises Invalid, OutOfPolicy, SlotTaken: in a preview only
    what no single date is to blame for."""
    case = case_of(wished, plan, request, booker)
    old = give_up(case.differences, plan.gone)
    going = [_moving(one, date, old) for one, date in case.moving]
    decided = _decided(case, going)
    uninvited, left = _written(target, case, going, decided)
    whole = plan.to is not None
    changed = Changed(target, plan.differences, plan.split, uninvited, decided.broken, left, whole)
    return changed, freed_by(old, left)


def _decided(case: Case, going: Sequence[Moving]) -> Sorted:
    """With the rule by which staff have to decide, if one says so. Raises OutOfPolicy, SlotTaken."""
    judge_moving(case)
    approval = approval_of(case)
    decided = sorted_out(going, case, approval)
    judge_staying(case)
    return replace(decided, rule=decided.rule or approval)


def _written(
    target: Reservation, case: Case, going: Sequence[Moving], decided: Sorted
) -> tuple[list[Attendee], list[Left]]:
    """Who is no longer invited, and which places in line were left. Raises Invalid."""
    plan, wished = case.plan, case.wished
    in_line = _in_line(plan.differences)
    asks = bool(decided.rule) and any(one.asks for one in going if one.date not in decided.skipped)
    uninvited = _write(target, asks, case)
    shift = _follow(target, plan, wished.edit, asks)
    settle(going, decided, target, wished.now)
    if uninvited:
        number_whole(target)
    if shift:
        remember(_asked(plan.differences), shift)
    left = _retime(plan.differences, in_line, target, case)
    _retitle(plan.dates, target, wished)
    take_away(plan.gone, wished.by, wished.now)
    db.session.flush()
    return uninvited, left


def _follow(target: Reservation, plan: Plan, edit: Edit, asks: bool) -> Shift | None:
    """A single booking is named by its time, once that is in force."""
    if plan.to is not None:
        return follow(target, plan.differences, plan.to, edit, asks)
    for one in plan.differences:
        if asks and one.occurrence:
            one.recurrence_id = one.occurrence.recurrence_id
    rename({one.occurrence: one.recurrence_id for one in plan.differences if one.occurrence}, target)
    return None


def _asked(differences: Sequence[Difference]) -> list[Occurrence]:
    return [one.occurrence for one in differences if one.what == ASKED and one.occurrence]


def _moving(one: Difference, date: Date, old: Mapping[str, Spans]) -> Moving:
    there = list(one.occurrence.spaces) if one.occurrence else []
    return Moving(one, date, old.get(one.recurrence_id, {}), is_elsewhere(one, date), there)


def _write(target: Reservation, asks: bool, case: Case) -> list[Attendee]:
    """What waits for staff is a time and a space; the rest would be in force before they decide.

    Raises Invalid.
    """
    edit = case.wished.edit
    if asks:
        _refuse_mixed(target, edit)
    return write(target, case.request, replace(edit, spaces=None) if asks else edit, case.needed)


def _refuse_mixed(target: Reservation, edit: Edit) -> None:
    if edit.equipment is not None:
        raise Invalid([BrokenRule("equipment_afterwards", "equipment")])
    if target.rrule and edit.spaces is not None and len(edit.spaces) > 1:
        raise Invalid([BrokenRule("too_many_items", "spaces", {"most": 1})])


def _in_line(differences: Sequence[Difference]) -> dict[Occurrence, Left]:
    """To be asked before the reservation's own spaces are written."""
    dates = [one.occurrence for one in differences if one.occurrence and one.becomes]
    return {date: left_by(date) for date in dates if date.status == WAITLISTED}


def _retime(
    differences: Sequence[Difference], in_line: Mapping[Occurrence, Left], target: Reservation, case: Case
) -> list[Left]:
    """Who stands in line waits for the new time, in the new space: at the end of that line (D17)."""
    for one in differences:
        if one.occurrence and one.becomes and one.occurrence in in_line:
            _wait_there(one.occurrence, one.becomes, case.needed.at(one.space), target)
    gone = [date for date, left in in_line.items() if left_by(date) != left]
    for date in gone:
        date.waitlisted_at = case.wished.now
    return [in_line[date] for date in gone]


def _wait_there(entry: Occurrence, there: Interval, spaces: list[Resource], target: Reservation) -> None:
    if there != entry.interval:  # it was offered another time
        entry.offered_at = None
    entry.starts_at, entry.ends_at = there.starts_at, there.ends_at
    entry.space = None if spaces == target.spaces else spaces[0]


def _retitle(dates: Sequence[Occurrence], target: Reservation, wished: Wished) -> None:
    """One date may have a title of its own; it goes with the rest of what was changed by hand."""
    title = wished.edit.title
    if wished.scope == ONE and target.rrule and title is not None:
        dates[0].title = title.strip() if title.strip() != target.title else None
    elif wished.edit.reset_by_hand:
        for date in dates:
            date.title = None
