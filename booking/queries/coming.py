"""What the clock has to look after."""

from collections.abc import Sequence, Set
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import selectinload

from booking.extensions import db
from booking.models import Attendee, Claim, Message, Occurrence, Reservation, ReservationSpace
from booking.models.attendee import DECLINED
from booking.outbox.reminders import reminder_key
from booking.rules.intake import LONGEST
from booking.rules.lifecycle import CONFIRMED, WAITLISTED
from booking.rules.notices import REMINDER
from booking.rules.scheduling import REMINDER_HORIZON, reminders_due

_BUFFER = timedelta(days=1)  # more than any policy says


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


def may_move_up(now: datetime) -> list[int]:
    """Reservations with an entry in line whose time nobody holds any more in its spaces, first in line first.

    Whether rules and quotas let it, the desk judges.
    """
    place = func.coalesce(Occurrence.space_id, ReservationSpace.resource_id)
    linked = ReservationSpace.reservation_id == Occurrence.reservation_id
    places = select(place).where(linked).correlate(Occurrence)
    meets = (Claim.starts_at < Occurrence.ends_at) & (Claim.ends_at > Occurrence.starts_at)
    near = Claim.starts_at > now - LONGEST - _BUFFER  # a range of the index: what began earlier is over
    held = exists().where(Claim.active, Claim.resource_id.in_(places), near, meets).correlate(Occurrence)
    waits = (Occurrence.status == WAITLISTED, Occurrence.starts_at > now, ~held)
    rows = select(Occurrence.reservation_id).where(*waits)
    return list(dict.fromkeys(db.session.scalars(rows.order_by(Occurrence.waitlisted_at, Occurrence.id))))
