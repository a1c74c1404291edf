"""Who wants to be reminded of what, and how long before."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from booking.extensions import db
from booking.models import (
    Attendee,
    Centre,
    DatePartstat,
    Occurrence,
    Policy,
    ReminderChoice,
    ReservationSpace,
    Resource,
)
from booking.models.attendee import DECLINED
from booking.rules.lifecycle import CONFIRMED
from booking.rules.reminders import USUAL

Reminded = tuple[int, datetime, int]  # an occurrence, when it begins, and one of its attendees
_beneath = aliased(Policy)
_of_centre = select(_beneath.reminders).join(Centre, Centre.policy_id == _beneath.id).scalar_subquery()
_answer = func.coalesce(DatePartstat.partstat, Attendee.partstat)
_HEARS = (Occurrence.status == CONFIRMED, _answer != DECLINED, ~Attendee.removed)


def leads_of(*which: ColumnElement[bool]) -> dict[Reminded, set[int]]:
    """Minutes for everybody who has not declined a confirmed meeting: their own choice, else what the
    policies of its spaces say, all together. One statement.
    """
    found: dict[Reminded, set[int]] = defaultdict(set)
    for occurrence_id, starts_at, attendee_id, own, said in db.session.execute(_rows().where(*which)):
        leads = own if own is not None else USUAL if said is None else said
        found[occurrence_id, starts_at, attendee_id].update(leads)
    return found


def _rows() -> Select[tuple[int, datetime, int, list[int] | None, list[int] | None]]:
    """Of each person as many as the meeting has spaces."""
    said = func.coalesce(Policy.reminders, _of_centre)
    columns = (Occurrence.id, Occurrence.starts_at, Attendee.id, ReminderChoice.leads, said)
    place = func.coalesce(Occurrence.space_id, ReservationSpace.resource_id)
    return (
        select(*columns)
        .join(Attendee, Attendee.reservation_id == Occurrence.reservation_id)
        .outerjoin(
            DatePartstat,
            (DatePartstat.attendee_id == Attendee.id) & (DatePartstat.occurrence_id == Occurrence.id),
        )
        .outerjoin(ReminderChoice, ReminderChoice.email == Attendee.email)
        .join(ReservationSpace, ReservationSpace.reservation_id == Occurrence.reservation_id)
        .join(Resource, Resource.id == place)
        .outerjoin(Policy, Policy.id == Resource.policy_id)
        .where(*_HEARS)
    )
