"""What the clock has to look after."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import selectinload

from booking.extensions import db
from booking.models import Claim, Message, Occurrence, Reservation, ReservationSpace
from booking.outbox.leads import leads_of
from booking.rules.intake import LONGEST
from booking.rules.lifecycle import CONFIRMED, WAITLISTED
from booking.rules.notices import REMINDER
from booking.rules.reminders import HORIZON, reminder_key, reminders_due

_BUFFER = timedelta(days=1)  # more than any policy says


def to_remind(now: datetime) -> list[int]:
    """Confirmed, beginning within the horizon, and lacking a reminder for somebody: two statements."""
    soon = (Occurrence.starts_at > now, Occurrence.starts_at <= now + HORIZON)
    confirmed = (Occurrence.status == CONFIRMED, *soon)
    made = select(Message.key).join(Occurrence, Message.occurrence_id == Occurrence.id)
    there = set(db.session.scalars(made.where(Message.kind == REMINDER, *confirmed)))
    lacking = {
        date_id
        for (date_id, starts_at, who), leads in leads_of(*soon).items()
        for lead, _ in reminders_due(starts_at, now, leads)
        if reminder_key(date_id, starts_at, lead, who) not in there
    }
    return sorted(lacking)


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
