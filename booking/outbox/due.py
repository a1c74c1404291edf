"""Which rows a worker may take up now."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, Update, exists, func, literal, or_, select, update
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from booking.extensions import db
from booking.models import Message
from booking.models.message import WAITING
from booking.rules.notices import REMINDER

MINUTE = timedelta(minutes=1)
_ONE_BY_ONE = 5_321  # a number that nothing else of ours locks

# Word for word in the statement: a partial index serves only a query that repeats its condition.
_WAITING = literal(WAITING, literal_execute=True)


def take(me: str, now: datetime, lease: timedelta, batch: int) -> ReturningUpdate[tuple[int, str, int]]:
    """One statement that leases the rows to `me`, for any number of workers; gives id, kind and tries.

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
    due = (
        select(Message.id)
        .where(*_due(now), _free(now))
        .where(or_(Message.kind == REMINDER, in_order))
        .order_by(Message.due_at, Message.id)
        .limit(batch)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(Message)
        .where(Message.id.in_(select(due.c.id)))
        .values(lease_owner=me, lease_until_at=now + lease)
        .returning(Message.id, Message.kind, Message.tries)
        .execution_options(synchronize_session=False)
    )


def to_rest(kinds: Collection[str], me: str, now: datetime, until: datetime, error: str) -> Update:
    """A lease to nobody of all that is due of these kinds, but for what others are at. What rests already
    rests on with it, so that a server that is away is asked once in that time.

    It stays due, so that one sees how late it is, and counts no try.
    """
    not_of_others = or_(Message.lease_owner.is_(None), Message.lease_owner == me, _free(now))
    due = (
        select(Message.id)
        .where(*_due(now), Message.kind.in_(kinds), not_of_others)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(Message)
        .where(Message.id.in_(select(due.c.id)))
        .values(lease_owner=None, lease_until_at=until, error=error)
        .execution_options(synchronize_session=False)
    )


def taking_turns() -> None:
    """Until this transaction ends no other worker counts what may be sent. SQLite's has the turn already."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(_ONE_BY_ONE)))


def of_this_minute(now: datetime) -> Select[tuple[int]]:
    """How many were sent in the minute before, or are being sent."""
    sent = select(func.count()).where(Message.sent_at > now - MINUTE)
    taken = (Message.lease_owner.is_not(None), Message.lease_until_at > now)
    under_way = select(func.count()).where(*_due(now + MINUTE), *taken)  # by a clock that may be ahead
    return select(sent.scalar_subquery() + under_way.scalar_subquery())


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Message.status == _WAITING, Message.due_at <= now


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(Message.lease_until_at.is_(None), Message.lease_until_at <= now)
