"""One message of a kind, to show what its mails look like."""

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
