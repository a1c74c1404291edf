"""What the clock has to look after."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from booking.extensions import db
from booking.models import Occurrence, Reservation
from booking.queries.policies import centre, effective
from booking.rules.lifecycle import CONFIRMED, FOR_STAFF, TENTATIVE
from booking.rules.scheduling import REMINDER_HORIZON


def to_remind(now: datetime) -> Sequence[Occurrence]:
    """Confirmed, and beginning within the horizon."""
    soon = (Occurrence.starts_at > now) & (Occurrence.starts_at <= now + REMINDER_HORIZON)
    people = selectinload(Occurrence.reservation).selectinload(Reservation.attendees)
    statement = select(Occurrence).where(Occurrence.status == CONFIRMED, soon).options(people)
    return db.session.scalars(statement.order_by(Occurrence.starts_at)).all()


def unanswered(now: datetime) -> list[int]:
    """Reservations with a request that is `late`."""
    waiting = (Occurrence.status == TENTATIVE) & (Occurrence.waiting_for == FOR_STAFF)
    coming = Occurrence.starts_at > now
    found = db.session.scalars(select(Occurrence).where(waiting, coming).order_by(Occurrence.id)).all()
    return sorted({occurrence.reservation_id for occurrence in found if late(occurrence, now)})


def late(occurrence: Occurrence, now: datetime) -> bool:
    """Left waiting for staff, with no word of it to them, as long as its space's policy says."""
    if occurrence.waiting_for != FOR_STAFF or occurrence.starts_at <= now:
        return False
    policy = effective(occurrence.reservation.spaces[0].policy, centre().policy)
    since = max(filter(None, (occurrence.waiting_since_at, occurrence.staff_reminded_at)))
    return since + policy.remind_staff_after <= now
