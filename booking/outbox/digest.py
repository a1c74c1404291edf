"""Rows of the mail of the morning, each once a day and reader."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select

from booking.extensions import db
from booking.models import Message, User
from booking.models.message import DROPPED, MISSED
from booking.outbox.rows import Row, add_new
from booking.outbox.snapshot import keep
from booking.permissions import ADMINISTRATOR, STAFF
from booking.rules.digest import DIGEST, digest_key


def tell_digest(facts: dict[str, Any], readers: Sequence[int], now: datetime) -> int:
    """How many rows are new."""
    people = db.session.scalars(select(User).where(User.id.in_(readers)).order_by(User.id)).all()
    if not people:
        return 0
    (kept,) = keep(facts, now)
    on = date.fromisoformat(facts["digest"]["on"])
    return add_new([_row(person, on, now) | {"snapshot_id": kept} for person in people])


def _row(person: User, on: date, now: datetime) -> Row:
    return {
        "key": digest_key(on, person.id),
        "kind": DIGEST,
        "recipient": person.email,
        "locale": person.locale,
        "tzid": person.tzid,
        "created_at": now,
        "due_at": now,
    }


def unread(message: Message, now: datetime) -> str | None:
    """The status in which it ends unsent: too late, or to somebody who may not or will not have it."""
    until = message.snapshot.facts["digest"]["until"] if message.snapshot else ""
    if not until or now >= datetime.fromisoformat(until):
        return MISSED
    reads = (User.email == message.recipient, User.role.in_((STAFF, ADMINISTRATOR)), User.active, User.digest)
    return None if db.session.scalar(select(exists().where(*reads))) else DROPPED
