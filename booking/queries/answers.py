"""What an address got from us in answer to its mails."""

from datetime import datetime

from sqlalchemy import select

from booking.extensions import db
from booking.models import Message
from booking.rules.pace import ANSWERS, MOST_ANSWERS, WITHIN


def rests_until(address: str, now: datetime) -> datetime | None:
    """When it may be answered again; None where that is now."""
    lately = (
        Message.recipient == address,
        Message.created_at > now - WITHIN,
        Message.kind.in_(sorted(ANSWERS)),
    )
    newest = select(Message.created_at).where(*lately).order_by(Message.created_at.desc())
    last_that_counts = db.session.scalar(newest.offset(MOST_ANSWERS - 1).limit(1))
    return last_that_counts + WITHIN if last_that_counts else None
