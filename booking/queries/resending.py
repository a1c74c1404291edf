"""Whether what was not sent can still be said: what is true no more is not said late."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from booking.extensions import db
from booking.models import Message, Occurrence
from booking.models.attendee import DECLINED
from booking.models.message import SENT
from booking.outbox.present import pointless
from booking.rules.lifecycle import HOLDING
from booking.rules.notices import REMINDER, REQUEST
from booking.rules.webhooks import WEBHOOK

OVER, OUTDATED, OVERTAKEN, NEEDLESS = "meeting_over", "mail_outdated", "mail_overtaken", "mail_needless"


Sent = Mapping[tuple[int | None, str], list[tuple[int, int | None, bool]]]


@dataclass(frozen=True, slots=True)
class Date:
    """One date of a booking, as it is."""

    id: int
    status: str
    ends_at: datetime


def why_not(found: Sequence[Message], now: datetime) -> dict[int, str]:
    """By id, of those that there is no use in sending. Two statements, and one or more for each reminder and
    each cancellation."""
    dates, sent = _dates(found), _sent(found)
    told = ((one.id, _why_not(one, dates[one.reservation_id], sent, now)) for one in found)
    return {message_id: why for message_id, why in told if why}


def _why_not(message: Message, dates: Sequence[Date], sent: Sent, now: datetime) -> str:
    """A webhook is told what happened, however late."""
    if message.kind == WEBHOOK:
        return NEEDLESS if message.webhook_id is None else ""
    if message.reservation_id is None:
        return NEEDLESS if pointless(message, now) else ""
    own = [date for date in dates if date.id == message.occurrence_id]
    concerned = own if message.kind == REMINDER or message.recurrence_id else dates
    if all(date.ends_at <= now for date in concerned):
        return OVER
    if _outdated(message, own, concerned):
        return OUTDATED
    if message.kind != REMINDER and _overtaken(message, sent):
        return OVERTAKEN
    return NEEDLESS if pointless(message, now) else ""


def _outdated(message: Message, own: Iterable[Date], concerned: Iterable[Date]) -> bool:
    """An invitation to what is called off, or a room's yes to it; or the calling off of what stands again."""
    if message.method == REQUEST or _facts(message).get("partstat", DECLINED) != DECLINED:
        return not any(date.status in HOLDING for date in concerned)
    ended = _facts(message).get("status", "") not in ("", *HOLDING)
    return ended and any(date.status in HOLDING for date in own)


def _facts(message: Message) -> Mapping[str, object]:
    return message.snapshot.facts if message.snapshot else {}


def _dates(found: Sequence[Message]) -> Mapping[int | None, list[Date]]:
    """By reservation."""
    ids = {one.reservation_id for one in found if one.reservation_id}
    columns = (Occurrence.reservation_id, Occurrence.id, Occurrence.status, Occurrence.ends_at)
    dates: dict[int | None, list[Date]] = defaultdict(list)
    rows = db.session.execute(select(*columns).where(Occurrence.reservation_id.in_(ids)))
    for reservation_id, *rest in rows:
        dates[reservation_id].append(Date(*rest))
    return dates


def _overtaken(message: Message, sent: Sent) -> bool:
    """By a later mail about the same date, or about the whole booking."""
    same = sent[(message.reservation_id, message.recipient)]
    return any(
        row_id > message.id and (whole or occurrence_id == message.occurrence_id)
        for row_id, occurrence_id, whole in same
        if whole or message.recurrence_id is not None
    )


def _sent(found: Sequence[Message]) -> Sent:
    """Mails, no reminders, by booking and reader: id, date, and whether about the whole booking."""
    ids = {one.reservation_id for one in found if one.reservation_id}
    which = (Message.reservation_id.in_(ids), Message.status == SENT, Message.kind != REMINDER)
    columns = (
        Message.reservation_id,
        Message.recipient,
        Message.id,
        Message.occurrence_id,
        Message.recurrence_id,
    )
    sent: Sent = defaultdict(list)
    for row in db.session.execute(select(*columns).where(*which)):
        told = (row.id, row.occurrence_id, row.recurrence_id is None)
        sent[(row.reservation_id, row.recipient)].append(told)
    return sent
