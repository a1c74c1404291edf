"""Whom mail did not reach, and then it did (D32)."""

from sqlalchemy import exists, update

from booking.extensions import db
from booking.models import Attendee, Message
from booking.models.message import FAILED, is_


def reached(attendee_id: int) -> None:
    """A server took a mail for them; as long as another that failed was neither sent again nor given up, this
    says nothing."""
    failed = exists().where(Message.attendee_id == Attendee.id, is_(FAILED), Message.content.is_not(None))
    rows = update(Attendee).where(Attendee.id == attendee_id, ~failed)
    well = rows.values(unreachable_at=None, unreachable_why="")
    db.session.execute(well.execution_options(synchronize_session=False))
