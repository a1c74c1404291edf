"""How many mails of one sender were answered."""

from datetime import datetime

from sqlalchemy import select

from booking.extensions import db
from booking.models import InboundMessage
from booking.rules.pace import ANSWERED, MOST_ANSWERED, WITHIN


def rests_until(sender: str, now: datetime) -> datetime | None:
    """When the next may be answered; None where that is now. Whoever the answers went to, the sender of the
    mails caused them."""
    lately = (
        InboundMessage.sender == sender,
        InboundMessage.handled_at > now - WITHIN,
        InboundMessage.outcome.in_(sorted(ANSWERED)),
    )
    newest = select(InboundMessage.handled_at).where(*lately).order_by(InboundMessage.handled_at.desc())
    last_that_counts = db.session.scalar(newest.offset(MOST_ANSWERED - 1).limit(1))
    return last_that_counts + WITHIN if last_that_counts else None
