"""What a change has written to be said, while its transaction is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from booking.extensions import db
from booking.models import Attendee, Message, Snapshot
from booking.rules.webhooks import WEBHOOK


@dataclass(frozen=True, slots=True)
class Told:
    """One mail. `name` is empty for staff, who are no attendees."""

    reservation_id: int | None
    kind: str
    email: str
    name: str


def last_snapshot() -> int:
    """Everything that is told from now on has a higher one."""
    return db.session.scalar(select(func.max(Snapshot.id))) or 0


def told_since(snapshot_id: int, now: datetime) -> Sequence[Told]:
    """`now` is the change's own: another transaction may have ended in the meantime."""
    columns = (Message.reservation_id, Message.kind, Message.recipient, func.coalesce(Attendee.name, ""))
    rows = select(*columns).outerjoin(Attendee, Attendee.id == Message.attendee_id)
    mails = rows.where(Message.kind != WEBHOOK).order_by(Message.id)
    new = mails.where(Message.snapshot_id > snapshot_id, Message.created_at == now)
    return [Told(*row) for row in db.session.execute(new)]
