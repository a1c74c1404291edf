"""Which mails should have gone out by now, and since when nothing has."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select

from booking.extensions import db
from booking.models import Message
from booking.models.message import WAITING, is_
from booking.rules.notices import REMINDER
from booking.rules.webhooks import WEBHOOK

# Webhooks go to other servers: what they do says nothing of the mail.
_MAIL = Message.kind != WEBHOOK
_WAITING = is_(WAITING) & _MAIL
# What was tried and put off has lost its first due time; but for reminders that was when it was made.
_PUT_OFF = Message.error != ""
_REMINDER_PUT_OFF = _PUT_OFF & (Message.kind == REMINDER)
_WANTED_AT = case((_PUT_OFF, Message.created_at), else_=Message.due_at)
MOST_REMINDERS = 200


@dataclass(frozen=True, slots=True)
class Backlog:
    """`due` messages should be out by now, the oldest since `oldest_at`; nothing has gone out since
    `stuck_at` although it should have, and the last try said `error`. None, and "": there is no such thing.
    """

    due: int
    oldest_at: datetime | None
    stuck_at: datetime | None
    error: str

    def late(self, now: datetime, most: timedelta) -> bool:
        """One reader's mailbox that is full makes nothing late; a server that takes nothing does."""
        return self.stuck_at is not None and self.stuck_at < now - most


NOTHING = Backlog(0, None, None, "")


def backlog(now: datetime) -> Backlog:
    """One statement where nothing is due, else two or three."""
    last_sent_at = select(func.max(Message.sent_at)).where(_MAIL).scalar_subquery()
    since_then = (last_sent_at.is_(None) | (last_sent_at < _WANTED_AT)) & ~_REMINDER_PUT_OFF
    columns = (
        func.count(),
        func.min(case((~_REMINDER_PUT_OFF, _WANTED_AT))),
        func.min(case((since_then, _WANTED_AT))),
        func.sum(case((_REMINDER_PUT_OFF, 1), else_=0)),
        last_sent_at,
    )
    due = (Message.due_at <= now) | _PUT_OFF
    count, oldest_at, stuck_at, reminders, sent_at = db.session.execute(
        select(*columns).where(_WAITING, due)
    ).one()
    if not count:
        return NOTHING
    wanted = _reminders_wanted() if reminders else []
    stuck = [at for at in wanted if sent_at is None or at > sent_at]
    return Backlog(count, _first(oldest_at, wanted), _first(stuck_at, stuck), _last_error())


def _first(found: datetime | None, more: list[datetime]) -> datetime | None:
    return min([*([found] if found else []), *more], default=None)


def _reminders_wanted() -> list[datetime]:
    """When those that were put off should have come."""
    named = select(Message.begins_at, Message.lead).where(
        _WAITING, _REMINDER_PUT_OFF, Message.lead.is_not(None)
    )
    rows = db.session.execute(named.order_by(Message.id).limit(MOST_REMINDERS)).all()
    return [begins_at - timedelta(minutes=lead) for begins_at, lead in rows]


def _last_error() -> str:
    tried = select(Message.error).where(_WAITING, _PUT_OFF)
    return db.session.scalar(tried.order_by(Message.due_at.desc(), Message.id.desc()).limit(1)) or ""
