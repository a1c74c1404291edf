"""What staff do with messages that did not go out."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.actions.forgotten import add_forgotten
from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import NotFound, WrongState
from booking.extensions import db
from booking.models import Message
from booking.models.message import DROPPED, FAILED, MISSED, WAITING
from booking.permissions import Actor, demand
from booking.queries.outbox import Among, failed_of
from booking.queries.resending import why_not

MOST_AT_ONCE = 500
UNSENT = (FAILED, DROPPED, MISSED)
CHANGED, UNDER_WAY = "mail_changed", "mail_under_way"


@dataclass(frozen=True, slots=True)
class Resent:
    """How many go out again, and how many stay because there is no use in them."""

    again: int
    left: int


@transaction
def retry_message(message_id: int, *, by: Actor, now: datetime) -> None:
    """The same bytes, under the same Message-ID. Raises Forbidden, NotFound, WrongState."""
    demand(by, "desk")
    message = _found(message_id, *UNSENT)
    if why := why_not([message], now).get(message.id):
        raise WrongState(why)
    _again(message, by, now)


@transaction
def retry_failed(among: Among, *, by: Actor, now: datetime) -> Resent:
    """All that failed among these, at most MOST_AT_ONCE. Raises Forbidden."""
    demand(by, "desk")
    failed = failed_of(among, MOST_AT_ONCE)
    useless = why_not(failed, now)
    again = [message for message in failed if message.id not in useless]
    for message in again:
        _again(message, by, now)
    return Resent(len(again), len(useless))


@transaction
def give_up_message(message_id: int, *, by: Actor, now: datetime) -> None:
    """It will not be sent. Raises Forbidden, NotFound, WrongState."""
    demand(by, "desk")
    message = _found(message_id, WAITING, FAILED)
    if message.lease_owner and message.lease_until_at and message.lease_until_at > now:
        raise WrongState(UNDER_WAY)
    _becomes(message, DROPPED, "give_up_message", by, now)
    message.lease_owner = message.lease_until_at = None


def _found(message_id: int, *states: str) -> Message:
    message = db.session.get(Message, message_id, with_for_update=True)
    if message is None:
        raise NotFound()
    if message.status not in states:
        raise WrongState(CHANGED, status=message.status)
    return message


def _again(message: Message, by: Actor, now: datetime) -> None:
    _becomes(message, WAITING, "retry_message", by, now, due_at=now, tries=0, error="")


def _becomes(message: Message, status: str, verb: str, by: Actor, now: datetime, **values: Any) -> None:
    before = _picture(message)
    add_forgotten(Counter([(message.kind, message.status)] if message.status != WAITING else []))
    message.status = status
    for name, value in values.items():
        setattr(message, name, value)
    record(verb, by, now, subject=f"message:{message.id}", before=before, after=_picture(message))


def _picture(message: Message) -> dict[str, Any]:
    told = {name: getattr(message, name) for name in ("key", "kind", "recipient", "status", "tries", "error")}
    return told | {"reservation_id": message.reservation_id, "due_at": message.due_at.isoformat()}
