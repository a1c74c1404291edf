"""What a change is to be, before anything is given up: whose wish, which dates, where each of them goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from booking.actions.differences import REMOVED, Course, Difference, course, of_each, of_one, of_series
from booking.actions.edits import edit_faults, laid_over
from booking.actions.scopes import ONE, anchor, in_status, scoped
from booking.actions.splitting import splits
from booking.errors import Invalid, WrongState
from booking.models import Occurrence, Reservation
from booking.models.reservation import CLIENT
from booking.permissions import Actor, may
from booking.rules.lifecycle import CONFIRMED, HOLDING, WAITLISTED
from booking.rules.requests import BookingRequest, Edit, Override
from booking.rules.series import wall


@dataclass(frozen=True, slots=True)
class Wished:
    """What is to be changed, and by whom; `accepted` is the proposal that it carries out, as a snapshot keeps
    it."""

    edit: Edit
    by: Actor
    now: datetime
    scope: str
    recurrence_id: str
    revision: int | None
    preview: bool
    accepted: Mapping[str, Any] | None = None

    @property
    def overrides(self) -> bool:
        return bool(self.edit.override_reason.strip()) and may(self.by, "override")


@dataclass(frozen=True, slots=True)
class Plan:
    """`differences` are all dates of the scope; `to` is the series' new course, if it has one."""

    differences: Sequence[Difference]
    to: Course | None
    split: bool
    dates: Sequence[Occurrence]

    @property
    def gone(self) -> list[Difference]:
        """Those that a new rule does not have."""
        return [one for one in self.differences if one.what == REMOVED]


def plan_of(found: Reservation, wished: Wished) -> Plan:
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
    split = splits(found, dates, wished.now)
    if split and found.organised_by == CLIENT:
        return Plan(of_each(found, dates, at, edit), None, False, dates)
    to = course(found, dates, at, edit, split)
    return Plan(of_series(found, dates, at, edit, to), to, split, dates)


def request_of_plan(found: Reservation, wished: Wished, plan: Plan) -> BookingRequest:
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
