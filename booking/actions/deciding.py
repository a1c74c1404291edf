"""Whether the dates of a change can go where they are to: rules, what is in the way, and who must decide."""

from collections.abc import Sequence
from functools import partial

from booking.actions.applying import Moving, stay_put
from booking.actions.case import Case
from booking.actions.claims import allot
from booking.actions.crossing import keep_apart
from booking.actions.dates import Date, excuse_unanswered, judge, told
from booking.actions.sorting import Sorted, left_to_staff, sort_out
from booking.errors import OutOfPolicy
from booking.queries.people import has_confirmed
from booking.rules.approval import approval_rule
from booking.rules.policy import Policy

_OF_PEOPLE = ("over_capacity", "answer_required", "answer_unknown")


def judge_moving(case: Case) -> None:
    """Tells each what is in its way. What moves has been given up."""
    if case.moving:
        moving, differences = case.differences, case.plan.differences
        replaced = [d.occurrence.id for d in differences if d.occurrence and (d in moving or not d.becomes)]
        judge(case.dates, case.asked(bool(case.plan.to)), case.terms, case.wished.now, but=replaced)
        if case.request.meeting:
            excuse_unanswered(case.dates)
        _allot(case.dates, case)
    for one, date in case.moving:
        one.conflicts, one.broken = date.conflicts, date.broken


def _allot(dates: Sequence[Date], case: Case) -> None:
    quantities, now = case.request.equipment, case.wished.now
    allot(dates, case.needed, quantities, case.terms, now, case.used, case.opened)


def judge_staying(case: Case) -> None:
    """Raises OutOfPolicy."""
    if not case.staying:
        return
    dates = [date for _, date in case.staying]
    there = [one.occurrence.id for one, _ in case.staying if one.occurrence]
    judge(dates, case.asked(), case.terms, case.wished.now, but=there)
    for date in dates:
        date.broken = [rule for rule in date.broken if rule.code in _OF_PEOPLE]
    if (broken := told([date for date in dates if date.broken])) and not case.wished.overrides:
        raise OutOfPolicy(broken)


def approval_of(case: Case) -> str | None:
    """Staff decide by changing."""
    spaces = {space.id: space for date in case.dates for space in date.spaces}
    if case.wished.by.is_staff or not spaces:
        return None
    booker = case.booker
    known = partial(has_confirmed, booker.company_id, booker.person_id)
    policies = {id: case.policy_of(space) for id, space in spaces.items()}
    return approval_rule(policies, booker.company_kind, known)


def sorted_out(going: Sequence[Moving], case: Case, approval: str | None) -> Sorted:
    """A date that stays is in the way of one that would take its place. Raises OutOfPolicy, SlotTaken."""
    asks = bool(approval or _left_to_staff(case))
    if asks:
        keep_apart(going, case.needed.resources())
    decided, staying = _decided(case), list[Moving]()
    while more := [one for one in going if one.old and one.date in decided.skipped and one not in staying]:
        for one in more:
            stay_put(one)
        staying += more
        if others := [one for one in going if one.date not in decided.skipped]:
            _allot([one.date for one in others], case)
            if asks:
                keep_apart(others, case.needed.resources())
        decided = _decided(case)
    for one in going:
        one.difference.conflicts = one.date.conflicts
    return decided


def _left_to_staff(case: Case) -> str | None:
    if not case.dates or case.wished.overrides:
        return None
    policy, booker = _policy(case), case.booker
    return left_to_staff(told(case.dates), policy, booker.company_kind, booker.is_staff)


def _policy(case: Case) -> Policy:
    """Of the first space, which has the say."""
    return case.policy_of(case.dates[0].spaces[0])


def _decided(case: Case) -> Sorted:
    """A preview tells of what would be refused; the rest is decided as it would be."""
    if not case.dates:
        return Sorted()
    stand = [one for one in case.plan.differences if one.becomes and one not in case.differences]
    return sort_out(
        case.dates,
        case.wished.edit.on_conflict,
        _policy(case),
        override=case.wished.overrides,
        company_kind=case.booker.company_kind,
        is_staff=case.booker.is_staff,
        standing=len(stand),
        refuses=not case.wished.preview,
    )
