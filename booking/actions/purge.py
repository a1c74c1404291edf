"""What nobody needs any more is forgotten; the history (audit) stays for ever."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, delete, exists, or_, select

from booking.actions.transaction import transaction
from booking.extensions import db
from booking.models import IdempotencyKey, Message, Occurrence, Refusal, SignIn, SignInTry, Snapshot
from booking.models.message import DROPPED, MISSED, SENT

KEEP_KEYS = timedelta(days=7)


@transaction
def purge(*, now: datetime, keep_messages: timedelta, window: timedelta) -> int:
    """Tells how many rows. `window` is how long a sign-in that was tried counts."""
    old = (
        delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEEP_KEYS),
        delete(SignIn).where(SignIn.expires_at <= now),
        delete(SignInTry).where(SignInTry.tried_at <= now - window),
        delete(Refusal).where(Refusal.at < now - keep_messages),
        *_mail(now - keep_messages),
    )
    return sum(_done(rows) for rows in old)


def _done(rows: Delete) -> int:
    unread = rows.execution_options(synchronize_session=False)
    return cast(CursorResult[Any], db.session.execute(unread)).rowcount


def _mail(before: datetime) -> Iterator[Delete]:
    """Of meetings long over: what was sent says who has an invitation to call off (D31)."""
    over = Message.occurrence_id.in_(select(Occurrence.id).where(Occurrence.ends_at < before))
    done = Message.status.in_((SENT, DROPPED, MISSED)) & (Message.created_at < before)
    yield delete(Message).where(done, or_(over, Message.occurrence_id.is_(None)))
    told = exists().where(Message.snapshot_id == Snapshot.id)
    yield delete(Snapshot).where(Snapshot.created_at < before, ~told)
