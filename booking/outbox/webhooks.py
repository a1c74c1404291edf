"""Rows for those who asked to be posted what happens, in the transaction in which it does."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import contains_eager

from booking.extensions import db
from booking.models import Message, Occurrence, Reservation, User, Webhook
from booking.models.message import DROPPED, WAITING, is_
from booking.outbox.as_json import addressed, as_json, waits
from booking.outbox.in_line import positions
from booking.outbox.rows import Row, add_new
from booking.outbox.snapshot import keep
from booking.permissions import Actor, may, relation
from booking.rules.iso import instant
from booking.rules.webhooks import TEST, WEBHOOK

# Read along with another statement, so that a booking costs none more where nobody listens.
LISTENERS = select(func.count(Webhook.id)).where(Webhook.active).scalar_subquery()


def announce(
    happened: str,
    key: str,
    date: Occurrence,
    recurrence_id: str | None,
    now: datetime,
) -> None:
    """To every webhook that asked for it and whose maker may see the booking. `key` is that of the mails."""
    booking = date.reservation
    hooks = [hook for hook in _listening(happened) if hears(hook.user, booking)]
    if not hooks:
        return
    line = positions([booking.id]) if waits(booking) else {}
    told = as_json(booking, line, now) | {"changed_at": instant(now)}
    (kept,) = keep(_facts(happened, recurrence_id, told, now), now)
    about = {"reservation_id": booking.id, "occurrence_id": date.id, "snapshot_id": kept}
    about |= {"recurrence_id": recurrence_id}
    add_new([row_of(hook, happened, f"{key}:{happened}", now) | about for hook in hooks])


def announce_test(hook: Webhook, now: datetime) -> None:
    """Of no booking."""
    (kept,) = keep(_facts(TEST, None, None, now), now)
    add_new([row_of(hook, TEST, f"{TEST}:{now:%Y%m%dT%H%M%S%f}", now) | {"snapshot_id": kept}])


def _facts(
    event: str, recurrence_id: str | None, told: dict[str, Any] | None, now: datetime
) -> dict[str, Any]:
    return {"event": event, "at": instant(now), "recurrence_id": recurrence_id, "reservation": told}


def row_of(hook: Webhook, event: str, key: str, now: datetime) -> Row:
    """To its address, so that what is told of one booking arrives in order, as mails do."""
    return {
        "key": f"{WEBHOOK}:{hook.id}:{key}",
        "kind": WEBHOOK,
        "recipient": hook.url,
        "locale": hook.user.locale,
        "tzid": hook.user.tzid,
        "webhook_id": hook.id,
        "event": event,
        "created_at": now,
        "due_at": now,
    }


def _listening(happened: str) -> list[Webhook]:
    rows = select(Webhook).join(Webhook.user).options(contains_eager(Webhook.user))
    found: Sequence[Webhook] = db.session.scalars(
        rows.where(Webhook.active, User.active).order_by(Webhook.id)
    ).all()
    return [hook for hook in found if not hook.events or happened in hook.events]


def hears(user: User, booking: Reservation) -> bool:
    """Whether they may see it now."""
    by = Actor(user.id, user.name, user.email, user.role, WEBHOOK, user.company_id)
    emails = {attendee.email for attendee in booking.attendees}
    stands = relation(by, {booking.person_id, booking.booked_by_id}, booking.company_id, emails)
    return user.active and may(by, "see", stands)


def wake(webhook_id: int) -> None:
    """What rests because nobody answered there is tried at once."""
    resting = (is_(WAITING), Message.webhook_id == webhook_id, Message.lease_owner.is_(None))
    rows = update(Message).where(*resting).values(lease_until_at=None)
    db.session.execute(rows.execution_options(synchronize_session=False))


def unheard(message: Message) -> str | None:
    """The status in which it ends unsent, where nobody may hear it any more."""
    hook = db.session.get(Webhook, message.webhook_id) if message.webhook_id else None
    if hook is None or not (hook.active and hook.user.active):
        return DROPPED
    if message.reservation_id is None:
        return None
    booking = db.session.get_one(Reservation, message.reservation_id)
    return None if hears(hook.user, booking) else DROPPED


def body(message: Message, settings: Mapping[str, Any]) -> bytes:
    """What is posted: at every try the same."""
    facts = message.snapshot.facts if message.snapshot else {}
    told = facts.get("reservation")
    if told:
        told = addressed(told, settings["BASE_URL"], settings["ORGANIZER_ADDRESS"])
    return json.dumps({"id": message.key, **facts, "reservation": told}, ensure_ascii=False).encode()
