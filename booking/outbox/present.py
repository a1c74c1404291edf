"""Whether there is still a point in sending, asked at the last moment."""

from datetime import datetime

from sqlalchemy import exists, select

from booking.extensions import db
from booking.models import Attendee, Message, Occurrence
from booking.models.attendee import DECLINED
from booking.models.message import DROPPED, MISSED, SENT, WAITING
from booking.rules.lifecycle import CONFIRMED
from booking.rules.notices import CANCEL, REMINDER, REQUEST


def pointless(message: Message, now: datetime) -> str | None:
    """The status in which it ends unsent, if there is no point."""
    if message.kind == REMINDER:
        return _of_reminder(message, now)
    return DROPPED if message.method == CANCEL and not _was_invited(message) else None


def _was_invited(message: Message) -> bool:
    asked = (Message.attendee_id == message.attendee_id, Message.reservation_id == message.reservation_id)
    sent = exists().where(*asked, Message.method == REQUEST, Message.status == SENT)
    return bool(db.session.scalar(select(sent)))


def _of_reminder(message: Message, now: datetime) -> str | None:
    occurrence = db.session.get_one(Occurrence, message.occurrence_id)
    attendee = db.session.get_one(Attendee, message.attendee_id)
    moved = not message.key.startswith(f"remind:{occurrence.id}:{occurrence.starts_at.isoformat()}:")
    if occurrence.status != CONFIRMED or moved or attendee.partstat == DECLINED:
        return DROPPED
    if occurrence.starts_at <= now:
        return MISSED
    return DROPPED if _overtaken(message, now) else None


def _overtaken(message: Message, now: datetime) -> bool:
    """After a standstill both reminders are due; the later one says enough."""
    same = (Message.attendee_id == message.attendee_id, Message.occurrence_id == message.occurrence_id)
    later = (Message.due_at > message.due_at, Message.due_at <= now)
    found = exists().where(*same, *later, Message.kind == REMINDER, Message.status.in_((WAITING, SENT)))
    return bool(db.session.scalar(select(found)))
