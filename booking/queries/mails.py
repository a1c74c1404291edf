"""Messages, to show what their mails look like."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from booking.extensions import db
from booking.models import Message
from booking.rules.notices import REMINDER
from booking.rules.webhooks import WEBHOOK


def newest_of(kind: str) -> Message | None:
    """The last that can still be composed: a reminder, or one with a snapshot; webhooks are none."""
    told = or_(Message.snapshot_id.is_not(None), Message.kind == REMINDER)
    mails = (Message.kind == kind, Message.kind != WEBHOOK, told)
    return db.session.scalar(select(Message).where(*mails).order_by(Message.id.desc()).limit(1))


def mails_about(reservation_id: int) -> Sequence[Message]:
    """What is said of it, in the order in which it is written; reminders come later."""
    mails = (Message.reservation_id == reservation_id, Message.kind.not_in((WEBHOOK, REMINDER)))
    return db.session.scalars(select(Message).where(*mails).order_by(Message.id)).all()
