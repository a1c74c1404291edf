"""Single days on which a resource, or everything, opens although it is a holiday, or is closed."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial

from sqlalchemy import select

from booking.actions.closing import added, concerned, reason_faults, removed, written, year_faults
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid
from booking.extensions import db
from booking.models import SpecialDay
from booking.permissions import Actor, demand
from booking.queries.special_days import special_day
from booking.rules.hours import Spans, day_faults


@transaction
def add_special_day(
    slug: str | None,
    *,
    by: Actor,
    now: datetime,
    on: date,
    open: bool,
    reason: Mapping[str, str],
    hours: Spans | None = None,
) -> SpecialDay:
    """`slug` None: for every resource that says nothing of that day itself. A day that opens without
    `hours` has those of its weekday, or where that has none those of most weekdays.

    Raises Forbidden, NotFound, Invalid.
    """
    demand(by, "edit_policy")
    if wrong := [*year_faults("on", on.year), *_wrong_hours(hours or [], open), *reason_faults(reason)]:
        raise Invalid(wrong)
    resources = concerned(slug)
    resource_id = resources[0].id if slug else None
    if db.session.scalar(select(SpecialDay.id).filter_by(resource_id=resource_id, on=on)):
        raise Invalid([BrokenRule("twice", "on")])
    told = {"on": on, "open": open, "hours": hours or None, "reason": written(reason)}
    day = SpecialDay(resource_id=resource_id, **told)
    added([day], resources, by, now)
    return day


@transaction
def remove_special_day(day_id: int, *, by: Actor, now: datetime) -> None:
    """Raises Forbidden, NotFound."""
    demand(by, "edit_policy")
    removed(partial(special_day, day_id), by, now)


def _wrong_hours(hours: Spans, open: bool) -> Iterator[BrokenRule]:
    if hours and not open:
        yield BrokenRule("hours_of_closed", "hours")
    yield from day_faults(hours, "hours")
