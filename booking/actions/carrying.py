"""A change is carried out: what moves is given up, decided, and taken again where it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from booking.actions.applying import (
    Moving,
    follow,
    freed_by,
    give_up,
    is_elsewhere,
    name_dates,
    settle,
    take_away,
)
from booking.actions.case import Case, case_of
from booking.actions.changed import Changed
from booking.actions.dates import Date
from booking.actions.deciding import approval_of, judge_moving, judge_staying, sorted_out
from booking.actions.differences import ASKED, REMOVED, Difference
from booking.actions.edits import write
from booking.actions.following import Way, forget, remember, way_back
from booking.actions.holding import Spans
from booking.actions.planning import Plan, Wished
from booking.actions.scopes import ONE
from booking.errors import BrokenRule, Invalid
from booking.models import Attendee, Occurrence, Reservation
from booking.queries.wanted import Wanted
from booking.rules.lifecycle import WAITLISTED
from booking.rules.policy import Booker
from booking.rules.requests import BookingRequest, Edit


def carry_out(
    target: Reservation, plan: Plan, request: BookingRequest, booker: Booker, wished: Wished
) -> tuple[Changed, Spans]:
    """Everything but telling; what was given up. Raises OutOfPolicy, SlotTaken, but in a preview."""
    case = case_of(wished, plan, request, booker)
    gone = [one for one in plan.differences if one.what == REMOVED]
    way = way_back(target) if plan.to else None
    follow(target, plan.to)
    old = give_up(case.differences, gone)
    judge_moving(case)
    going = [_moving(one, date, old) for one, date in case.moving]
    approval = approval_of(case)
    decided = sorted_out(going, case, approval)
    if not wished.preview:
        judge_staying(case)
    rule = decided.rule or approval
    asks = bool(rule) and any(one.asks for one in going if one.date not in decided.skipped)
    uninvited = _write(target, asks, case)
    settle(going, decided, rule, target, wished.now)
    _retime(plan.differences, target, case.needed)
    _retitle(plan.dates, target, wished)
    take_away(gone, wished.by, wished.now)
    name_dates(plan.differences, target, plan.to)
    if way:
        _keep_way_back(target, plan, way, wished.edit)
    whole = plan.to is not None
    changed = Changed(target, plan.differences, plan.split, uninvited, decided.broken, whole)
    return changed, freed_by(old)


def _moving(one: Difference, date: Date, old: Mapping[str, Spans]) -> Moving:
    there = list(one.occurrence.spaces) if one.occurrence else []
    return Moving(one, date, old.get(one.recurrence_id, {}), is_elsewhere(one, date), there)


def _write(target: Reservation, asks: bool, case: Case) -> list[Attendee]:
    """What waits for staff is a time and a space; the rest would be in force before they decide.

    Raises Invalid.
    """
    edit = case.wished.edit
    if asks and not case.wished.preview:
        _refuse_mixed(target, edit)
    return write(target, case.request, replace(edit, spaces=None) if asks else edit, case.needed)


def _refuse_mixed(target: Reservation, edit: Edit) -> None:
    if edit.equipment is not None:
        raise Invalid([BrokenRule("equipment_afterwards", "equipment")])
    if target.rrule and edit.spaces is not None and len(edit.spaces) > 1:
        raise Invalid([BrokenRule("too_many_items", "spaces", {"most": 1})])


def _retime(differences: Sequence[Difference], target: Reservation, needed: Wanted) -> None:
    """Who stands in line waits for the new time, in the new space."""
    for one in differences:
        if one.occurrence and one.becomes and one.occurrence.status == WAITLISTED:
            spaces = needed.at(one.space)
            if one.becomes != one.was:  # it was offered another time
                one.occurrence.offered_at = None
            one.occurrence.starts_at, one.occurrence.ends_at = one.becomes.starts_at, one.becomes.ends_at
            one.occurrence.space = None if spaces == target.spaces else spaces[0]


def _retitle(dates: Sequence[Occurrence], target: Reservation, wished: Wished) -> None:
    """One date may have a title of its own; it goes with the rest of what was changed by hand."""
    title = wished.edit.title
    if wished.scope == ONE and target.rrule and title is not None:
        dates[0].title = title.strip() if title.strip() != target.title else None
    elif wished.edit.reset_by_hand:
        for date in dates:
            date.title = None


def _keep_way_back(target: Reservation, plan: Plan, way: Way, edit: Edit) -> None:
    """A rule that was only shifted goes back if staff decline."""
    asked = [one.occurrence for one in plan.differences if one.what == ASKED and one.occurrence]
    another = edit.rrule is not None or edit.exdates is not None
    if asked and plan.to and not another:
        remember(target, way, plan.to.by, asked)
    elif another or edit.interval is not None:
        forget(target)
