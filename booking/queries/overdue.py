"""What waits for staff, and of what they or their deputy are to be told (D15)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from booking.extensions import db
from booking.models import Occurrence, Policy, Reservation, ReservationSpace, Resource, User
from booking.outbox.audience import staff
from booking.queries.policies import centre, effective
from booking.rules.lifecycle import CONFIRMED, FOR_STAFF, TENTATIVE
from booking.rules.patience import Wait, deputy_due, remind_due

Due = Callable[[Wait, timedelta, datetime], bool]
POLICY = (
    joinedload(Occurrence.space).joinedload(Resource.policy),
    selectinload(Occurrence.reservation)
    .selectinload(Reservation.space_links)
    .joinedload(ReservationSpace.resource)
    .joinedload(Resource.policy),
)


def before_staff(now: datetime) -> ColumnElement[bool]:
    """A request, or a change of a confirmed meeting that was asked for (D13), until the meeting begins."""
    asked = (Occurrence.status == TENTATIVE) & (Occurrence.waiting_for == FOR_STAFF)
    changing = (Occurrence.status == CONFIRMED) & Occurrence.pending.is_not(None)
    return (asked | changing) & (Occurrence.starts_at > now)


def is_before_staff(occurrence: Occurrence, now: datetime) -> bool:
    """The same of a row."""
    asked = occurrence.waiting_for == FOR_STAFF or occurrence.pending is not None
    return asked and occurrence.starts_at > now


def unanswered(now: datetime) -> list[int]:
    """Reservations of which staff are to be reminded."""
    return sorted({date.reservation_id for date in all_due(_all(now), remind_due, now)})


def unheeded(now: datetime) -> list[int]:
    """Reservations of which a deputy is to be told; none where none is named."""
    due = all_due(_all(now), deputy_due, now)
    deputies = deputies_of(due) if due else {}
    return sorted({date.reservation_id for date in due if date.id in deputies})


def _all(now: datetime) -> Sequence[Occurrence]:
    rows = select(Occurrence).where(before_staff(now)).order_by(Occurrence.id).options(*POLICY)
    return db.session.scalars(rows).all()


def all_due(dates: Iterable[Occurrence], due: Due, now: datetime) -> list[Occurrence]:
    """Those that wait for staff, and so long that `due` says so by the policy of where they take place."""
    beneath, waiting = centre().policy, [date for date in dates if is_before_staff(date, now)]
    patience = {date.id: effective(policy_row(date), beneath).remind_staff_after for date in waiting}
    return [date for date in waiting if due(wait_of(date), patience[date.id], now)]


def wait_of(occurrence: Occurrence) -> Wait:
    pending, since = occurrence.pending, occurrence.waiting_since_at
    waits = waits_since(pending, since or occurrence.reservation.created_at)
    return Wait(waits, occurrence.staff_reminded_at, occurrence.deputy_told_at)


def waits_since(pending: Mapping[str, Any] | None, asked_at: datetime) -> datetime:
    """A change that is asked for, `pending` as models.Occurrence keeps it, waits since then."""
    return datetime.fromisoformat(pending["since"]) if pending else asked_at


def deputies_of(dates: Iterable[Occurrence]) -> dict[int, User]:
    """By a date's id, whom the policy of where it takes place names, if still on the staff. One statement."""
    beneath, on_staff = centre().policy, {user.id: user for user in staff()}
    named = {date.id: effective(policy_row(date), beneath).deputy_id for date in dates}
    return {date_id: on_staff[user_id] for date_id, user_id in named.items() if user_id in on_staff}


def policy_row(occurrence: Occurrence) -> Policy | None:
    """Of the first space, which has the say."""
    return occurrence.spaces[0].policy
