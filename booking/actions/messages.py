"""What staff do with messages that did not go out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from booking.actions.forgotten import add_forgotten
from booking.actions.history import record_all
from booking.actions.transaction import transaction
from booking.errors import NotFound, WrongState
from booking.extensions import db
from booking.models import Message
from booking.models.message import DROPPED, FAILED, MISSED, WAITING
from booking.outbox.webhooks import wake
from booking.permissions import Actor, demand
from booking.queries.outbox import Among, failed_of
from booking.queries.resending import why_not
from booking.rules.web_address import masked
from booking.rules.webhooks import WEBHOOK

MOST_AT_ONCE = 500
UNSENT = (FAILED, DROPPED, MISSED)
PICTURED = ("key", "kind", "recipient", "status", "tries", "error", "reservation_id", "due_at")
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
    _again([message], by, now)


@transaction
def retry_failed(among: Among, *, by: Actor, now: datetime) -> Resent:
    """All that failed among these, at most MOST_AT_ONCE, the newest. Raises Forbidden."""
    demand(by, "desk")
    failed = failed_of(among, MOST_AT_ONCE)
    useless = why_not(failed, now)
    again = [message for message in failed if message.id not in useless]
    _again(again, by, now)
    return Resent(len(again), len(useless))


@transaction
def give_up_failed(among: Among, *, by: Actor, now: datetime) -> int:
    """As many: none of them will be sent. Raises Forbidden."""
    demand(by, "desk")
    failed = failed_of(among, MOST_AT_ONCE)
    _all_become(failed, DROPPED, "give_up_message", by, now)
    return len(failed)


@transaction
def give_up_message(message_id: int, *, by: Actor, now: datetime) -> None:
    """It will not be sent. Raises Forbidden, NotFound, WrongState."""
    demand(by, "desk")
    message = _found(message_id, WAITING, FAILED)
    if message.lease_owner and message.lease_until_at and message.lease_until_at > now:
        raise WrongState(UNDER_WAY)
    _all_become([message], DROPPED, "give_up_message", by, now)


def _found(message_id: int, *states: str) -> Message:
    message = db.session.get(Message, message_id, with_for_update=True)
    if message is None:
        raise NotFound()
    if message.status not in states:
        raise WrongState(CHANGED, status=message.status)
    return message


def _again(found: Sequence[Message], by: Actor, now: datetime) -> None:
    """At once, also where the webhook that it goes to rests."""
    _all_become(found, WAITING, "retry_message", by, now, due_at=now, tries=0, error="")
    for webhook_id in sorted({each.webhook_id for each in found if each.webhook_id}):
        wake(webhook_id)


def _all_become(
    found: Sequence[Message], status: str, verb: str, by: Actor, now: datetime, **values: Any
) -> None:
    """One statement for the rows, one for what is counted, and one for the history, in which each stands."""
    if not found:
        return
    add_forgotten(Counter((each.kind, each.status) for each in found if each.status != WAITING))
    before = {each.id: _picture(each) for each in found}
    values |= {"status": status, "lease_owner": None, "lease_until_at": None}
    rows = update(Message).where(Message.id.in_(before)).values(values)
    db.session.execute(rows.execution_options(synchronize_session=False))
    after = {name: _told(value) for name, value in values.items() if name in PICTURED}
    record_all(verb, by, now, {f"message:{number}": (was, was | after) for number, was in before.items()})


def _picture(message: Message) -> dict[str, Any]:
    """Of a webhook's address no more than is no secret."""
    known = {name: _told(getattr(message, name)) for name in PICTURED}
    return known | {"recipient": masked(message.recipient)} if message.kind == WEBHOOK else known


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
