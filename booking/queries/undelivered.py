"""People whom mail does not reach (D32)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from booking.extensions import db
from booking.models import Attendee, Message, Occurrence
from booking.models.message import FAILED, WAITING, is_
from booking.rules.lifecycle import HOLDING

# One that has no bytes failed by a fault of ours, which says nothing of its reader.
_COMPOSED = Message.content.is_not(None)
_THEIRS = Occurrence.reservation_id == Attendee.reservation_id
_TO_COME = exists().where(_THEIRS, Occurrence.status.in_(HOLDING))


def newly_unreachable(now: datetime) -> list[int]:
    """Attendees of meetings to come for whom a mail has failed, and nobody was told of it yet."""
    fresh = (is_(FAILED), _COMPOSED, Attendee.unreachable_at.is_(None), ~Attendee.removed)
    found = select(Attendee.id).join(Message, Message.attendee_id == Attendee.id).where(*fresh)
    return list(db.session.scalars(found.where(_TO_COME.where(Occurrence.ends_at > now)).distinct()))


def has_ended(message_id: int) -> bool:
    """Whether nobody is going to send it; also when there is no such message (any more)."""
    status = db.session.scalar(select(Message.status).where(Message.id == message_id))
    return status != WAITING


def why_unreachable(attendee_id: int) -> str:
    """What the server said last."""
    failed = select(Message.error).where(is_(FAILED), _COMPOSED, Message.attendee_id == attendee_id)
    return db.session.scalar(failed.order_by(Message.id.desc()).limit(1)) or ""


def unreachable(now: datetime) -> Sequence[Attendee]:
    """For the desk: of meetings to come, the last that was found first."""
    found = select(Attendee).where(Attendee.unreachable_at.is_not(None), ~Attendee.removed)
    coming = found.where(_TO_COME.where(Occurrence.ends_at > now)).options(joinedload(Attendee.reservation))
    return db.session.scalars(coming.order_by(Attendee.unreachable_at.desc(), Attendee.id)).all()
