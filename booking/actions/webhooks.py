"""Addresses that are posted what happens; and their deliveries, once more."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, update

from booking.actions.forgotten import add_forgotten
from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, NotFound, WrongState
from booking.extensions import db
from booking.models import Message, Webhook
from booking.models.message import DROPPED, WAITING, is_
from booking.outbox.webhooks import announce_test, wake
from booking.permissions import OWN, Actor, demand, may
from booking.queries.webhooks import count_of, relation_to_webhook
from booking.rules.web_address import address_faults, leads_inside, masked
from booking.rules.webhooks import EVENTS, MOST, WEBHOOK, new_secret


def make_webhook(*, by: Actor, now: datetime, url: str, events: Sequence[str], private: bool) -> Webhook:
    """No `events`: all. Unless `private` ones may be posted to, the address must not be one of a private
    network; where a name leads is seen when it is posted to. Raises Forbidden, Invalid.
    """
    demand(by, "webhook", OWN)
    url = url.strip()
    if wrong := [*_wrong_address(url, private), *_wrong_events(events)]:
        raise Invalid(wrong)
    return _make(url, list(events), by, now)


@transaction
def _make(url: str, events: list[str], by: Actor, now: datetime) -> Webhook:
    if count_of(by.id) >= MOST:
        raise Invalid([BrokenRule("too_many_webhooks", "url", {"most": MOST})])
    hook = Webhook(url=url, secret=new_secret(), events=events, user_id=by.id, created_at=now)
    db.session.add(hook)
    db.session.flush()
    _note("make_webhook", hook, by, now)
    return hook


def _wrong_address(url: str, private: bool) -> Iterator[BrokenRule]:
    if wrong := list(address_faults(url)):
        yield from wrong
    elif not private and leads_inside(url):
        yield BrokenRule("private_address", "url")


def _wrong_events(events: Sequence[str]) -> Iterator[BrokenRule]:
    if not set(events) <= set(EVENTS):
        yield BrokenRule("unknown_answer", "events")
    elif len(set(events)) < len(events):
        yield BrokenRule("twice", "events")


@transaction
def switch_webhook(webhook_id: int, *, active: bool, by: Actor, now: datetime) -> Webhook:
    """While it is off nothing new is told; what waits for it ends unsent. Raises NotFound."""
    hook = found_webhook(webhook_id, by)
    if hook.active != active:
        hook.active = active
        wake(webhook_id)
        _note("switch_webhook", hook, by, now)
    return hook


@transaction
def remove_webhook(webhook_id: int, *, by: Actor, now: datetime) -> None:
    """What waits for it is not sent. Raises NotFound."""
    hook = found_webhook(webhook_id, by)
    _note("remove_webhook", hook, by, now)
    its = update(Message).where(Message.webhook_id == hook.id).execution_options(synchronize_session=False)
    db.session.execute(its.where(is_(WAITING)).values(status=DROPPED, lease_owner=None, lease_until_at=None))
    db.session.execute(its.values(webhook_id=None))
    db.session.execute(delete(Webhook).where(Webhook.id == hook.id))


@transaction
def try_webhook(webhook_id: int, *, by: Actor, now: datetime) -> None:
    """Posts the event "test". Raises NotFound, WrongState."""
    announce_test(_active(webhook_id, by), now)
    wake(webhook_id)


@transaction
def post_again(webhook_id: int, delivery_id: int, *, by: Actor, now: datetime) -> None:
    """The same once more, as if never tried, whatever became of it. Raises NotFound, WrongState."""
    hook = _active(webhook_id, by)
    delivery = db.session.get(Message, delivery_id)
    if delivery is None or delivery.webhook_id != hook.id:
        raise NotFound()
    was = delivery.status
    idle = or_(Message.lease_owner.is_(None), Message.lease_until_at <= now)
    values = {"status": WAITING, "due_at": now, "tries": 0, "error": ""}
    values |= {"lease_owner": None, "lease_until_at": None}
    again = update(Message).where(Message.id == delivery_id, idle).values(values)
    unread = again.returning(Message.id).execution_options(synchronize_session=False)
    if db.session.scalar(unread) is None:
        raise WrongState("under_way")
    wake(webhook_id)
    add_forgotten({(WEBHOOK, was): 1} if was != WAITING else {})
    record("retry_message", by, now, subject=f"message:{delivery_id}")


def found_webhook(webhook_id: int, by: Actor) -> Webhook:
    """One's own, or by staff anybody's. Raises NotFound, for strangers too."""
    hook = db.session.get(Webhook, webhook_id)
    if hook is None or not may(by, "webhook", relation_to_webhook(by, hook)):
        raise NotFound()
    return hook


def _active(webhook_id: int, by: Actor) -> Webhook:
    hook = found_webhook(webhook_id, by)
    if not hook.active:
        raise WrongState("webhook_off")
    return hook


def _note(action: str, hook: Webhook, by: Actor, now: datetime) -> None:
    told = {"url": masked(hook.url), "events": hook.events, "active": hook.active}
    record(action, by, now, subject=f"webhook:{hook.id}", after=told)
