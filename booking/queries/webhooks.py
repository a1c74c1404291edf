"""Webhooks, and what was posted to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, load_only

from booking.extensions import db
from booking.models import Message, Webhook
from booking.models.message import FAILED, is_
from booking.permissions import OWN, STRANGER, Actor, may
from booking.queries.down import down

_SHOWN = load_only(
    Message.key,
    Message.event,
    Message.kind,
    Message.status,
    Message.created_at,
    Message.due_at,
    Message.sent_at,
    Message.tries,
    Message.error,
    Message.reservation_id,
    Message.lease_until_at,
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a delivery is signed with."""

    webhook_id: int
    key: str
    secret: str


def webhooks(by: Actor, before: int | None, limit: int) -> Sequence[Webhook]:
    """Newest first: staff see all, others their own."""
    rows = select(Webhook).options(joinedload(Webhook.user)).where(*_theirs(by))
    return db.session.scalars(down(rows, Webhook.id, before, limit)).all()


def _theirs(by: Actor) -> list[ColumnElement[bool]]:
    return [] if may(by, "webhook", STRANGER) else [Webhook.user_id == by.id]


def relation_to_webhook(by: Actor, hook: Webhook) -> str:
    return OWN if by.id is not None and hook.user_id == by.id else STRANGER


def count_of(user_id: int | None) -> int:
    return db.session.scalar(select(func.count(Webhook.id)).where(Webhook.user_id == user_id)) or 0


def deliveries(webhook_id: int, before: int | None, limit: int) -> Sequence[Message]:
    """Newest first, without their bytes."""
    rows = select(Message).where(Message.webhook_id == webhook_id).options(_SHOWN)
    return db.session.scalars(down(rows, Message.id, before, limit)).all()


def failures_of(hooks: Sequence[Webhook]) -> dict[int, int]:
    """By webhook, how many deliveries it did not take."""
    theirs = is_(FAILED) & Message.webhook_id.in_([hook.id for hook in hooks])
    rows = select(Message.webhook_id, func.count()).where(theirs).group_by(Message.webhook_id)
    return {hook_id: count for hook_id, count in db.session.execute(rows) if hook_id}


def target(message_id: int) -> Target:
    """Read without keeping a transaction open. Raises NoResultFound."""
    columns = select(Webhook.id, Message.key, Webhook.secret).join(Webhook, Webhook.id == Message.webhook_id)
    found = db.session.execute(columns.where(Message.id == message_id)).one()
    db.session.close()
    return Target(*found)
