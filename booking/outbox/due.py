"""Which rows a worker may take up now."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, Update, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from booking.extensions import db
from booking.models import Message
from booking.models.message import WAITING, is_
from booking.rules.notices import REMINDER

MINUTE = timedelta(minutes=1)
_ONE_BY_ONE = 5_321  # a number that nothing else of ours locks


def take(
    me: str, now: datetime, lease: timedelta, batch: int, kinds: Collection[str], apart: bool
) -> ReturningUpdate[tuple[int, str, str, datetime, int]]:
    """One statement that leases rows of these kinds to `me`, for any number of workers; gives id, kind,
    recipient, when it was due and tries. `apart`: each recipient has a server of its own; nothing is taken of
    one that rests.

    What is told of one reservation to one person is told in order (D29): an earlier row holds back a later
    one until it is sent or given up, also while it backs off. Reminders stand outside of that order: they
    lie there for days before they are due, and read the present state when they are sent.
    """
    earlier = aliased(Message)
    in_order = ~exists().where(
        earlier.reservation_id == Message.reservation_id,
        earlier.recipient == Message.recipient,
        earlier.id < Message.id,
        is_(WAITING, earlier),
        earlier.kind != REMINDER,
    )
    due = (
        select(Message.id)
        .where(*_due(now), Message.kind.in_(sorted(kinds)), _free(now), *_awake(now, kinds, apart))
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
        .returning(Message.id, Message.kind, Message.recipient, Message.due_at, Message.tries)
        .execution_options(synchronize_session=False)
    )


def _awake(now: datetime, kinds: Collection[str], apart: bool) -> list[ColumnElement[bool]]:
    other = aliased(Message)
    rests = (is_(WAITING, other), other.due_at <= now, other.kind.in_(sorted(kinds)))
    resting = select(other.recipient).where(*rests, other.lease_owner.is_(None), other.lease_until_at > now)
    return [Message.recipient.not_in(resting)] if apart else []


def to_rest(goes_there: Sequence[ColumnElement[bool]], me: str, now: datetime, **values: object) -> Update:
    """All that is due there, but for what others are at, is left alone until `lease_until_at`, or whatever
    `values` say. What rests already rests on with it, so that a server that is away is asked once in that
    time.

    It stays due, so that one sees how late it is, and counts no try.
    """
    not_of_others = or_(Message.lease_owner.is_(None), Message.lease_owner == me, _free(now))
    due = (
        select(Message.id)
        .where(*_due(now), *goes_there, not_of_others)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(Message)
        .where(Message.id.in_(select(due.c.id)))
        .values(lease_owner=None, **values)
        .execution_options(synchronize_session=False)
    )


def taking_turns() -> None:
    """Until this transaction ends no other worker counts what may be sent. SQLite's has the turn already."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(_ONE_BY_ONE)))


def of_this_minute(now: datetime, kinds: Collection[str]) -> Select[tuple[int]]:
    """How many of these kinds were sent in the minute before, or are being sent."""
    theirs = Message.kind.in_(sorted(kinds))
    sent = select(func.count()).where(Message.sent_at > now - MINUTE, theirs)
    taken = (theirs, Message.lease_owner.is_not(None), Message.lease_until_at > now)
    under_way = select(func.count()).where(*_due(now + MINUTE), *taken)  # by a clock that may be ahead
    return select(sent.scalar_subquery() + under_way.scalar_subquery())


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return is_(WAITING), Message.due_at <= now


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(Message.lease_until_at.is_(None), Message.lease_until_at <= now)
