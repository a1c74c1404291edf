"""What was said of one booking, and to whom, for staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from booking.extensions import db
from booking.models import Message
from booking.rules.webhooks import WEBHOOK

MOST = 100


@dataclass(frozen=True, slots=True)
class Mail:
    """`at` is when it was sent, or is due."""

    kind: str
    recipient: str
    status: str
    at: datetime
    error: str


def mails_of(reservation_id: int) -> Sequence[Mail]:
    """The latest first, without their bytes; webhooks are none."""
    at = func.coalesce(Message.sent_at, Message.due_at)
    columns = (Message.kind, Message.recipient, Message.status, at, Message.error)
    about = (Message.reservation_id == reservation_id, Message.kind != WEBHOOK)
    rows = select(*columns).where(*about).order_by(Message.id.desc()).limit(MOST)
    return [Mail(*row) for row in db.session.execute(rows)]
