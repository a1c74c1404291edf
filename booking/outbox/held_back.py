"""What staff cause is said a little later, so that it can be taken back unsaid (D30)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, or_, select, update

from booking.extensions import db
from booking.models import Message
from booking.models.message import DROPPED, WAITING, is_
from booking.rules.notices import MOVED_UP, REMINDER
from booking.rules.webhooks import WEBHOOK

_FRESH = (is_(WAITING), Message.lease_owner.is_(None), Message.content.is_(None))


def hold_back(now: datetime, until: datetime) -> None:
    """All that this transaction has written to be said at once, or sooner than that."""
    soon = (Message.due_at >= now, Message.due_at < until)
    rows = update(Message).where(is_(WAITING), *soon, Message.created_at == now).values(due_at=until)
    db.session.execute(rows.execution_options(synchronize_session=False))


def take_back(reservation_ids: Collection[int], at: datetime, until: datetime) -> bool:
    """What was written at `at` and is held until `until` will not be said; False where some of it has been
    said, or a worker is at it. Of other bookings it is that they moved up in line.

    A worker that has taken a row up keeps it: this waits for it, and then finds it taken.
    """
    held = (Message.created_at == at, Message.due_at > at, Message.due_at <= until)
    theirs = or_(
        Message.reservation_id.in_(reservation_ids),
        Message.kind == MOVED_UP,
        (Message.kind == WEBHOOK) & (Message.event == MOVED_UP),
    )
    gone = delete(Message).where(*_FRESH, *held, theirs, Message.kind != REMINDER)
    db.session.execute(gone.execution_options(synchronize_session=False))
    return not db.session.scalar(select(exists().where(*_said(reservation_ids, at))))


def _said(reservation_ids: Collection[int], at: datetime) -> tuple[ColumnElement[bool], ...]:
    mine = (Message.reservation_id.in_(reservation_ids), Message.created_at == at)
    return (*mine, Message.kind != REMINDER, Message.status != DROPPED)


def say_after_all(reservation_id: int, revision: int) -> list[str]:
    """What that revision called off before it was said; the kinds of it, one for each row."""
    rows = update(Message).where(
        Message.reservation_id == reservation_id,
        Message.status == DROPPED,
        Message.called_off_by == revision,
    )
    back = rows.values(status=WAITING, error="", called_off_by=None).returning(Message.kind)
    return list(db.session.scalars(back.execution_options(synchronize_session=False)))
