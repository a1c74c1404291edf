"""What nobody needs any more is forgotten; the history (audit) stays for ever."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, delete, exists, or_

from booking.actions.forgotten import add_forgotten
from booking.actions.transaction import transaction
from booking.extensions import db
from booking.models import IdempotencyKey, Message, Occurrence, Refusal, SignIn, SignInTry, Snapshot
from booking.models.message import WAITING

KEEP_KEYS = timedelta(days=7)


@transaction
def purge(*, now: datetime, keep_messages: timedelta, window: timedelta) -> int:
    """Tells how many rows. `window` is how long a sign-in that was tried counts."""
    old = (
        delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEEP_KEYS),
        delete(SignIn).where(SignIn.expires_at <= now),
        delete(SignInTry).where(SignInTry.tried_at <= now - window),
        delete(Refusal).where(Refusal.at < now - keep_messages),
    )
    return sum(_done(rows) for rows in old) + _mail(now - keep_messages)


def _done(rows: Delete) -> int:
    unread = rows.execution_options(synchronize_session=False)
    return cast(CursorResult[Any], db.session.execute(unread)).rowcount


def _mail(before: datetime) -> int:
    """Of bookings that are wholly over: what was sent says who has an invitation to call off (D31)."""
    theirs = Occurrence.reservation_id == Message.reservation_id
    over = Message.reservation_id.is_not(None) & ~exists().where(theirs, Occurrence.ends_at >= before)
    done = (Message.status != WAITING) & (Message.created_at < before)
    gone = delete(Message).where(done, or_(over, Message.reservation_id.is_(None)))
    named = gone.returning(Message.kind, Message.status).execution_options(synchronize_session=False)
    counts = Counter((kind, status) for kind, status in db.session.execute(named))
    add_forgotten(counts)
    told = exists().where(Message.snapshot_id == Snapshot.id)
    return counts.total() + _done(delete(Snapshot).where(Snapshot.created_at < before, ~told))
