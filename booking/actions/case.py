"""A planned change with all that it is judged by, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from booking.actions.dates import Asked, Date, span_of
from booking.actions.differences import ADDED, Difference
from booking.actions.planning import Plan, Wished
from booking.models import Resource
from booking.queries.policies import terms
from booking.queries.wanted import Wanted, wanted
from booking.rules.lifecycle import HOLDING
from booking.rules.policy import Booker, Policy, Terms
from booking.rules.requests import BookingRequest, Edit


@dataclass(frozen=True, slots=True)
class Case:
    """`moving` are to hold something else than they hold,
    `staying` are judged where they are; `terms` are empty where nothing is judged. `used` are ids of what
    those that move held, `opened` of the reservations that are changed."""

    wished: Wished
    plan: Plan
    request: BookingRequest
    booker: Booker
    needed: Wanted
    moving: Sequence[tuple[Difference, Date]]
    staying: Sequence[tuple[Difference, Date]]
    terms: Mapping[int, Terms]
    used: set[int]
    opened: set[int]

    @property
    def differences(self) -> list[Difference]:
        return [one for one, _ in self.moving]

    @property
    def dates(self) -> list[Date]:
        return [date for _, date in self.moving]

    def policy_of(self, space: Resource) -> Policy:
        return self.terms[space.id].policy

    def asked(self, series: bool = False) -> Asked:
        return Asked(self.request.headcount, self.request.answers, self.booker, series)


def case_of(wished: Wished, plan: Plan, request: BookingRequest, booker: Booker) -> Case:
    """To be asked while everything is still held. Raises Invalid."""
    needed = wanted(request)
    moving = [(one, _date(one, needed)) for one in plan.differences if _moves(one, request, wished.edit)]
    staying = _judged_staying(plan, [one for one, _ in moving], needed, wished)
    dates = [date for _, date in (*moving, *staying)]
    known = terms(list(needed.resources()), span_of(dates)) if dates else {}
    held = (one.occurrence.claims for one, _ in moving if one.occurrence)
    used = {claim.resource_id for claims in held for claim in claims if claim.active}
    opened = {date.reservation_id for date in plan.dates}
    return Case(wished, plan, request, booker, needed, moving, staying, known, used, opened)


def _judged_staying(
    plan: Plan, moving: Sequence[Difference], needed: Wanted, wished: Wished
) -> list[tuple[Difference, Date]]:
    """More people, or other answers, must suit the dates too that stay where they are."""
    if wished.edit.headcount is None and wished.edit.answers is None:
        return []
    stay = [one for one in plan.differences if one not in moving and one.becomes and one.occurrence]
    return [(one, _date(one, needed)) for one in stay]


def _moves(one: Difference, request: BookingRequest, edit: Edit) -> bool:
    if one.what == ADDED:
        return True
    if one.occurrence is None or one.becomes is None or one.occurrence.status not in HOLDING:
        return False
    slugs = [one.space] if one.space else list(request.spaces)
    elsewhere = [space.slug for space in one.occurrence.spaces] != slugs
    return one.becomes != one.was or elsewhere or edit.equipment is not None


def _date(one: Difference, needed: Wanted) -> Date:
    assert one.becomes is not None
    spaces = needed.at(one.space)
    return Date(one.recurrence_id, one.becomes, spaces, needed.held(spaces))
