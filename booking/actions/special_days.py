"""Single days on which a resource, or everything, opens although it is a holiday, or is closed."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from booking.actions.closing import concerned, concerned_by, reason_faults, written
from booking.actions.counters import raise_resources
from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, NotFound
from booking.extensions import db
from booking.models import SpecialDay
from booking.permissions import Actor, demand
from booking.rules.intake import FIRST_YEAR, LAST_YEAR


@transaction
def add_special_day(
    slug: str | None, *, by: Actor, now: datetime, on: date, open: bool, reason: Mapping[str, str]
) -> SpecialDay:
    """`slug` None: for every resource that says nothing of that day itself.

    Raises Forbidden, NotFound, Invalid.
    """
    demand(by, "edit_policy")
    if wrong := [*_impossible(on), *reason_faults(reason)]:
        raise Invalid(wrong)
    resources = concerned(slug)
    resource_id = resources[0].id if slug else None
    if db.session.scalar(select(SpecialDay.id).filter_by(resource_id=resource_id, on=on)):
        raise Invalid([BrokenRule("twice", "on")])
    day = SpecialDay(resource_id=resource_id, on=on, open=open, reason=written(reason))
    db.session.add(day)
    db.session.flush()
    raise_resources(r.id for r in resources)
    record("add_special_day", by, now, subject=f"special_day:{day.id}", after=_picture(day))
    return day


@transaction
def remove_special_day(day_id: int, *, by: Actor, now: datetime) -> None:
    """Raises Forbidden, NotFound."""
    demand(by, "edit_policy")
    day = db.session.get(SpecialDay, day_id)
    if day is None:
        raise NotFound()
    raise_resources(r.id for r in concerned_by(day.resource_id))
    db.session.delete(day)
    record("remove_special_day", by, now, subject=f"special_day:{day_id}", before=_picture(day))


def _impossible(on: date) -> Iterator[BrokenRule]:
    if not FIRST_YEAR < on.year < LAST_YEAR:
        yield BrokenRule("out_of_range", "on", {"first": FIRST_YEAR + 1, "last": LAST_YEAR - 1})


def _picture(day: SpecialDay) -> dict[str, Any]:
    told = {"resource_id": day.resource_id, "open": day.open, "reason": day.reason}
    return {"id": day.id, "on": day.on.isoformat()} | told
