"""The demo centre's rows that no desk makes; its bookings go through the desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import WrongState
from booking.extensions import db
from booking.models import Centre, Company, Message, Resource, User
from booking.models.message import SENT, WAITING
from booking.permissions import Actor
from booking.rules.notices import REMINDER

NEVER_SENT = "demo: part of its history, never really sent"


@transaction
def furnish(rows: Sequence[Any], *, by: Actor, now: datetime) -> None:
    """Into an empty database. Raises WrongState in a used one."""
    if not is_empty():
        raise WrongState(wanted="empty")
    db.session.add_all(rows)
    db.session.flush()
    record("demo", by, now, subject="centre:1")


def is_empty() -> bool:
    """Whether nobody has put anything into it yet."""
    tables = (Centre, Company, User, Resource)
    return not any(db.session.scalar(select(table.id).limit(1)) for table in tables)


@transaction
def keep_history_silent(*, now: datetime) -> None:
    """The mails of the demo's own history count as sent, so that a first start writes none of them.

    Reminders of what is still to come stay.
    """
    past = (Message.kind != REMINDER) | (Message.due_at <= now)
    sent = {"status": SENT, "sent_at": Message.due_at, "error": NEVER_SENT}
    db.session.execute(update(Message).where(Message.status == WAITING, past).values(sent))
