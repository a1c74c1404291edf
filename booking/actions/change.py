"""A booking is changed by its difference: only what becomes another gets new claims, numbers and mail."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from booking.actions.applying import (
    Moving,
    follow,
    freed_by,
    give_up,
    is_elsewhere,
    name_dates,
    settle,
    stay_put,
    take_away,
)
from booking.actions.changed import Changed, tell_changed
from booking.actions.claims import allot
from booking.actions.crossing import keep_apart
from booking.actions.dates import Asked, Date, judge, span_of, told
from booking.actions.differences import ADDED, REMOVED, Course, Difference, course, of_one, of_series
from booking.actions.edits import brings, edit_faults, laid_over, write
from booking.actions.holding import Spans
from booking.actions.moves import closed, opened
from booking.actions.scopes import ALL, ONE, anchor, in_status, scoped
from booking.actions.sorting import Sorted, sort_out
from booking.actions.splitting import split_off, splits
from booking.actions.transaction import Undo, transaction
from booking.actions.waitlist import booker_of
from booking.errors import BrokenRule, Invalid, OutOfPolicy, SlotTaken, Stale, WrongState
from booking.models import Occurrence, Reservation
from booking.models.reservation import CLIENT
from booking.permissions import Actor, may
from booking.queries.alternatives import alternatives
from booking.queries.people import has_confirmed
from booking.queries.policies import terms
from booking.queries.wanted import Wanted, wanted
from booking.rules.approval import approval_rule
from booking.rules.lifecycle import CONFIRMED, HOLDING, WAITLISTED
from booking.rules.policy import Booker, Policy
from booking.rules.requests import BookingRequest, Edit, Override
from booking.rules.series import wall

_OF_PEOPLE = ("over_capacity", "answer_required", "answer_unknown")
Answer = Callable[[Changed], Any]


@dataclass(frozen=True, slots=True)
class Wished:
    """What is to be changed, and by whom."""

    edit: Edit
    by: Actor
    now: datetime
    scope: str
    recurrence_id: str
    revision: int | None
    preview: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """`differences` are all dates of the scope; `to` is the series' new course, if it has one."""

    differences: list[Difference]
    to: Course | None
    split: bool
    dates: list[Occurrence]


def change(
    reservation_id: int,
    edit: Edit,
    *,
    by: Actor,
    now: datetime,
    scope: str = ALL,
    recurrence_id: str = "",
    revision: int | None = None,
    preview: bool = False,
    answer: Answer | None = None,
) -> Any:
    """What became of it, or `answer` of that worked out within the transaction.

    `revision` is the one that the client read. A preview tells date by date what is in the way instead of
    refusing. What has begun is never touched: a series that has is split (D12).
    Raises Invalid, NotFound, Forbidden, WrongState, Stale, and OutOfPolicy and SlotTaken with alternatives.
    """
    wished = Wished(edit, by, now, scope, recurrence_id, revision, preview)
    try:
        return _change(reservation_id, wished, answer or _itself)
    except (SlotTaken, OutOfPolicy) as refused:
        if request := refused.values.pop("wished", None):
            refused.alternatives = tuple(alternatives(request, refused.values.pop("booker"), now))
        raise


def _itself(changed: Changed) -> Changed:
    return changed


@transaction
def _change(reservation_id: int, wished: Wished, answer: Answer) -> Any:
    found, before = opened(reservation_id, "change", wished.by, wished.now, *brings(wished.edit))
    if wished.revision is not None and wished.revision != found.revision - 1:
        raise Stale()
    plan = _plan(found, wished)
    request = _request(found, wished, plan)
    booker = booker_of(found, wished.by.is_staff)
    target = split_off(found, plan.dates, wished.now) if plan.split else found
    try:
        changed, freed = _carry_out(target, plan, request, booker, wished)
    except (SlotTaken, OutOfPolicy) as refused:
        refused.values |= {"wished": request, "booker": booker}
        raise
    if wished.preview:
        raise Undo(answer(changed))
    tell_changed(found, changed, wished.now)
    _close(found, changed, before, freed, wished)
    return answer(changed)


def _plan(found: Reservation, wished: Wished) -> Plan:
    """Raises Invalid, WrongState."""
    edit = wished.edit
    dates = in_status(scoped(found, wished.scope, wished.recurrence_id), (*HOLDING, WAITLISTED), wished.now)
    if not dates or found.choosing:
        raise WrongState(status=found.status, wanted=CONFIRMED)
    one = wished.scope == ONE and bool(found.rrule)
    if faults := edit_faults(edit, found, one):
        raise Invalid(faults)
    at = anchor(found, wished.recurrence_id) if wished.recurrence_id else dates[0]
    if not found.rrule or one:
        return Plan(of_one(dates[0], edit), None, False, dates)
    split = found.organised_by != CLIENT and splits(found, dates, wished.now)
    to = course(found, dates, at, edit, split)
    return Plan(of_series(found, dates, at, edit, to), to, split, dates)


def _request(found: Reservation, wished: Wished, plan: Plan) -> BookingRequest:
    """As it is to be; dates in a space of their own name it. Raises Invalid."""
    going = [one for one in plan.differences if one.becomes]
    interval = going[0].becomes if going else found.occurrences[0].interval
    assert interval is not None
    edit = wished.edit
    if wished.scope == ONE and found.rrule:  # its time, space and title are its own
        edit = Edit(override_reason=edit.override_reason)
    request = laid_over(found, edit, interval)
    own = sorted({one.space for one in going if one.space})
    places = [Override(wall(interval.starts_at, found.tzid), interval, slug) for slug in own]
    return replace(request, overrides=tuple(places))


def _carry_out(
    target: Reservation, plan: Plan, request: BookingRequest, booker: Booker, wished: Wished
) -> tuple[Changed, Spans]:
    """Everything but telling; what was given up. Raises OutOfPolicy, SlotTaken, but in a preview."""
    edit, needed = wished.edit, wanted(request)
    moving = [one for one in plan.differences if _moves(one, request, edit)]
    gone = [one for one in plan.differences if one.what == REMOVED]
    used = {c.resource_id for one in moving if one.occurrence for c in one.occurrence.claims if c.active}
    follow(target, plan.to)
    old = give_up(moving, gone)
    judged = _judged(moving, plan, request, booker, needed, wished, used)
    going = [_moving(one, date, old) for one, date in judged]
    approval = _approval(judged, booker, wished.by)
    if approval:
        keep_apart(going, needed.resources())
    decided = _settled(going, request, booker, needed, wished, used, _opened(plan))
    if not wished.preview:
        _judge_staying(plan, moving, request, booker, needed, wished)
    rule = decided.rule or approval
    asks = bool(rule) and any(one.asks for one in going if one.date not in decided.skipped)
    if asks and not wished.preview:
        _refuse_mixed(target, edit)
    uninvited = write(target, request, replace(edit, spaces=None) if asks else edit, needed)
    settle(going, decided, rule, target, wished.now)
    _retime(plan.differences, target, needed)
    _retitle(plan.dates, target, wished)
    take_away(gone, wished.by, wished.now)
    name_dates(plan.differences, target, plan.to.by if plan.to else timedelta(0))
    whole = plan.to is not None
    return Changed(target, plan.differences, plan.split, uninvited, decided.broken, whole), freed_by(old)


def _refuse_mixed(target: Reservation, edit: Edit) -> None:
    """What waits for staff is a time and a space; the rest would be in force before they decide."""
    if edit.equipment is not None:
        raise Invalid([BrokenRule("equipment_afterwards", "equipment")])
    if target.rrule and edit.spaces is not None and len(edit.spaces) > 1:
        raise Invalid([BrokenRule("too_many_items", "spaces", {"most": 1})])


def _moving(one: Difference, date: Date, old: Mapping[str, Spans]) -> Moving:
    there = list(one.occurrence.spaces) if one.occurrence else []
    return Moving(one, date, old.get(one.recurrence_id, {}), is_elsewhere(one, date), there)


def _settled(
    going: Sequence[Moving],
    request: BookingRequest,
    booker: Booker,
    needed: Wanted,
    wished: Wished,
    used: set[int],
    opened: set[int],
) -> Sorted:
    """A date that stays is in the way of one that would take its place. Raises OutOfPolicy, SlotTaken."""
    dates = [one.date for one in going]
    decided = _decided(dates, request, wished.edit, booker, needed, wished)
    staying: list[Date] = []
    while more := [
        one for one in going if one.old and one.date in decided.skipped and one.date not in staying
    ]:
        for one in more:
            stay_put(one)
        staying += [one.date for one in more]
        others = [date for date in dates if date not in decided.skipped]
        if others:
            rules = terms(list(needed.resources()), span_of(others))
            allot(others, needed, request.equipment, rules, wished.now, used, opened)
        decided = _decided(dates, request, wished.edit, booker, needed, wished)
    for one in going:
        one.difference.conflicts = one.date.conflicts
    return decided


def _judge_staying(
    plan: Plan,
    moving: Sequence[Difference],
    request: BookingRequest,
    booker: Booker,
    needed: Wanted,
    wished: Wished,
) -> None:
    """More people, or other answers, must suit the dates too that stay where they are. Raises OutOfPolicy."""
    if wished.edit.headcount is None and wished.edit.answers is None:
        return
    stay = [d for d in plan.differences if d not in moving and d.becomes and d.occurrence]
    dates = [_date(one, needed) for one in stay]
    if dates:
        rules = terms(list(needed.resources()), span_of(dates))
        judge(dates, Asked(request.headcount, request.answers, booker), rules, wished.now,
              but=[d.occurrence.id for d in stay if d.occurrence])  # fmt: skip
        for date in dates:
            date.broken = [rule for rule in date.broken if rule.code in _OF_PEOPLE]
        override = bool(wished.edit.override_reason.strip()) and may(wished.by, "override")
        if (broken := told([date for date in dates if date.broken])) and not override:
            raise OutOfPolicy(broken)


def _moves(one: Difference, request: BookingRequest, edit: Edit) -> bool:
    """Whether it is to hold something else than it holds."""
    if one.what == ADDED:
        return True
    if one.occurrence is None or one.becomes is None or one.occurrence.status not in HOLDING:
        return False
    slugs = [one.space] if one.space else list(request.spaces)
    elsewhere = [space.slug for space in one.occurrence.spaces] != slugs
    return one.becomes != one.was or elsewhere or edit.equipment is not None


def _judged(
    moving: Sequence[Difference],
    plan: Plan,
    request: BookingRequest,
    booker: Booker,
    needed: Wanted,
    wished: Wished,
    used: set[int],
) -> list[tuple[Difference, Date]]:
    """Every date that moves, with what is in its way."""
    dates = [(one, _date(one, needed)) for one in moving]
    only = [date for _, date in dates]
    if only:
        rules = terms(list(needed.resources()), span_of(only))
        asked = Asked(request.headcount, request.answers, booker, bool(plan.to))
        replaced = [
            d.occurrence.id for d in plan.differences if d.occurrence and (d in moving or not d.becomes)
        ]
        judge(only, asked, rules, wished.now, but=replaced)
        allot(only, needed, request.equipment, rules, wished.now, used, _opened(plan))
    for one, date in dates:
        one.conflicts, one.broken = date.conflicts, date.broken
    return dates


def _opened(plan: Plan) -> set[int]:
    return {date.reservation_id for date in plan.dates}


def _date(one: Difference, needed: Wanted) -> Date:
    assert one.becomes is not None
    spaces = needed.at(one.space)
    return Date(one.recurrence_id, one.becomes, spaces, needed.held(spaces))


def _decided(
    dates: list[Date], request: BookingRequest, edit: Edit, booker: Booker, needed: Wanted, wished: Wished
) -> Sorted:
    override = bool(edit.override_reason.strip()) and may(wished.by, "override")
    if wished.preview:
        bad = [date for date in dates if date.conflicts or (date.broken and not override)]
        return Sorted([date for date in dates if date not in bad], [], bad, told(dates))
    if not dates:
        return Sorted()
    policy = _rules_of(needed, dates)
    return sort_out(dates, edit.on_conflict, policy, override=override, company_kind=booker.company_kind,
                    is_staff=booker.is_staff)  # fmt: skip


def _rules_of(needed: Wanted, dates: Sequence[Date]) -> Policy:
    return terms([dates[0].spaces[0]], span_of(dates))[dates[0].spaces[0].id].policy


def _approval(judged: Sequence[tuple[Difference, Date]], booker: Booker, by: Actor) -> str | None:
    """Staff decide by changing."""
    spaces = {space.id: space for _, date in judged for space in date.spaces}
    if by.is_staff or not spaces:
        return None
    rules = terms(list(spaces.values()), span_of([date for _, date in judged]))
    known = partial(has_confirmed, booker.company_id, booker.person_id)
    return approval_rule([each.policy for each in rules.values()], booker.company_kind, known)


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


def _close(
    found: Reservation, changed: Changed, before: dict[str, Any], freed: Spans, wished: Wished
) -> None:
    """One entry for the booking, and one for what goes on from it."""
    by, now, reason = wished.by, wished.now, wished.edit.override_reason
    rule = ",".join(broken.code for broken in changed.broken)
    rule = f"override:{rule}" if rule else "within_policy"
    if changed.split:
        closed(changed.reservation, None, "continue", by, now, rule, reason)
    closed(found, before, "change", by, now, rule, reason, freed)
