"""What the clock has to look after."""

from collections.abc import Sequence, Set
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from booking.extensions import db
from booking.models import Attendee, Message, Occurrence, Policy, Reservation, ReservationSpace, Resource
from booking.models.attendee import DECLINED
from booking.outbox.reminders import reminder_key
from booking.queries.policies import centre, effective
from booking.rules.lifecycle import CONFIRMED, FOR_STAFF, TENTATIVE
from booking.rules.notices import REMINDER
from booking.rules.scheduling import REMINDER_HORIZON, reminders_due

_POLICY = (
    selectinload(Occurrence.reservation)
    .selectinload(Reservation.space_links)
    .joinedload(ReservationSpace.resource)
    .joinedload(Resource.policy)
)


def to_remind(now: datetime) -> list[int]:
    """Confirmed, beginning within the horizon, and lacking a reminder for somebody: two statements."""
    soon = (Occurrence.status == CONFIRMED, *_soon(now))
    made = select(Message.key).join(Occurrence, Message.occurrence_id == Occurrence.id)
    there = set(db.session.scalars(made.where(Message.kind == REMINDER, *soon)))
    people = select(Occurrence.id, Occurrence.starts_at, Attendee.id).join(
        Attendee, Attendee.reservation_id == Occurrence.reservation_id
    )
    rows = db.session.execute(people.where(Attendee.partstat != DECLINED, ~Attendee.removed, *soon))
    return sorted({id for id, starts_at, who in rows if _lacking(id, starts_at, who, now, there)})


def _soon(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Occurrence.starts_at > now, Occurrence.starts_at <= now + REMINDER_HORIZON


def _lacking(id: int, starts_at: datetime, who: int, now: datetime, there: Set[str]) -> bool:
    due = reminders_due(starts_at, now)
    return any(reminder_key(id, starts_at, lead, who) not in there for lead, _ in due)


def with_people(ids: Sequence[int]) -> Sequence[Occurrence]:
    """Of these, the ones still confirmed."""
    people = selectinload(Occurrence.reservation).selectinload(Reservation.everybody)
    found = select(Occurrence).where(Occurrence.id.in_(ids), Occurrence.status == CONFIRMED)
    return db.session.scalars(found.order_by(Occurrence.starts_at).options(people)).all()


def unanswered(now: datetime) -> list[int]:
    """Reservations with a request that is `late`."""
    waiting = (Occurrence.status == TENTATIVE) & (Occurrence.waiting_for == FOR_STAFF)
    coming = Occurrence.starts_at > now
    asked = select(Occurrence).where(waiting, coming).order_by(Occurrence.id).options(_POLICY)
    found, beneath = db.session.scalars(asked).all(), centre().policy
    return sorted({occurrence.reservation_id for occurrence in found if late(occurrence, beneath, now)})


def late(occurrence: Occurrence, beneath: Policy, now: datetime) -> bool:
    """Left waiting for staff, with no word of it to them, as long as its space's policy says."""
    if occurrence.waiting_for != FOR_STAFF or occurrence.starts_at <= now:
        return False
    policy = effective(occurrence.reservation.spaces[0].policy, beneath)
    since = max(filter(None, (occurrence.waiting_since_at, occurrence.staff_reminded_at)))
    return since + policy.remind_staff_after <= now
