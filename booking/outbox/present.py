"""Whether there is still a point in sending, asked at the last moment."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from booking.extensions import db
from booking.models import Attendee, Message, Occurrence
from booking.models.message import DROPPED, MISSED, SENT, WAITING
from booking.outbox.confirm import asks_no_more
from booking.outbox.digest import unread
from booking.outbox.leads import leads_of
from booking.outbox.webhooks import unheard
from booking.outbox.welcome import unwelcome
from booking.rules.confirming import CONFIRM
from booking.rules.digest import DIGEST
from booking.rules.notices import CANCEL, REMINDER, REQUEST
from booking.rules.webhooks import WEBHOOK
from booking.rules.welcoming import WELCOME


def pointless(message: Message, now: datetime) -> str | None:
    """The status in which it ends unsent, if there is no point."""
    if message.kind == REMINDER:
        return _of_reminder(message, now)
    if message.kind == WEBHOOK:
        return unheard(message)
    if message.kind == DIGEST:
        return unread(message, now)
    if message.kind == CONFIRM:
        return asks_no_more(message, now)
    if message.kind == WELCOME:
        return unwelcome(message)
    return DROPPED if message.method == CANCEL and not _was_invited(message) else None


def _was_invited(message: Message) -> bool:
    asked = (Message.attendee_id == message.attendee_id, Message.reservation_id == message.reservation_id)
    sent = exists().where(*asked, Message.method == REQUEST, Message.status == SENT)
    return bool(db.session.scalar(select(sent)))


def _of_reminder(message: Message, now: datetime) -> str | None:
    """Of another time, called off, declined, or no longer wanted so long before."""
    starts_at, lead = message.begins_at, message.lead
    if starts_at is None or lead is None:
        return DROPPED
    present = leads_of(Occurrence.id == message.occurrence_id, Attendee.id == message.attendee_id)
    wanted = {begins: leads for (_, begins, _), leads in present.items()}.get(starts_at, set())
    if lead not in wanted:
        return DROPPED
    if starts_at <= now:
        return MISSED
    later = {other for other in wanted if other < lead and starts_at - timedelta(minutes=other) <= now}
    return DROPPED if later and _said(message, starts_at, later) else None


def _said(message: Message, starts_at: datetime, later: Collection[int]) -> bool:
    """After a standstill several are due at once; the last of them says enough."""
    same = (Message.attendee_id == message.attendee_id, Message.occurrence_id == message.occurrence_id)
    alive = (Message.kind == REMINDER, Message.status.in_((WAITING, SENT)))
    others = exists().where(*same, *alive, Message.begins_at == starts_at, Message.lead.in_(later))
    return bool(db.session.scalar(select(others)))
