"""Which rows a worker may take up now."""

from datetime import datetime, timedelta

from sqlalchemy import exists, literal, or_, select, update
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from booking.models import Message
from booking.models.message import WAITING
from booking.rules.notices import REMINDER

# Word for word in the statement: a partial index serves only a query that repeats its condition.
_WAITING = literal(WAITING, literal_execute=True)


def take(me: str, now: datetime, lease: timedelta, batch: int) -> ReturningUpdate[tuple[int, int]]:
    """One statement that leases the rows to `me`, for any number of workers; gives id and tries.

    What is told of one reservation to one person is told in order (D29): an earlier row holds back a later
    one until it is sent or given up, also while it backs off. Reminders stand outside of that order: they
    lie there for days before they are due, and read the present state when they are sent.
    """
    earlier = aliased(Message)
    in_order = ~exists().where(
        earlier.reservation_id == Message.reservation_id,
        earlier.recipient == Message.recipient,
        earlier.id < Message.id,
        earlier.status == _WAITING,
        earlier.kind != REMINDER,
    )
    free = or_(Message.lease_until_at.is_(None), Message.lease_until_at <= now)
    due = (
        select(Message.id)
        .where(Message.status == _WAITING, Message.due_at <= now, free)
        .where(or_(Message.kind == REMINDER, in_order))
        .order_by(Message.due_at, Message.id)
        .limit(batch)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(Message)
        .where(Message.id.in_(select(due.c.id)))
        .values(lease_owner=me, lease_until_at=now + lease, tries=Message.tries + 1)
        .returning(Message.id, Message.tries)
        .execution_options(synchronize_session=False)
    )
