"""Whose turn it is among the mails that wait to be handled, and how each turn ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from booking.actions.inbound import Outcome
from booking.actions.transaction import transaction
from booking.extensions import db
from booking.models import InboundMessage
from booking.models.inbound import FAILED, WAITING, is_
from booking.outbox.plain import plain
from booking.rules.confirming import Confirmation
from booking.rules.requests import BookedFor

TRIES = 5
LEASE = timedelta(minutes=5)
BACKOFF = timedelta(minutes=1)  # before the second try; five times as long before each that follows
DIED = "the process ended while it was at it"
MOST_GIVEN_UP = 100  # in one turn


@dataclass(frozen=True, slots=True)
class Taken:
    """A row as plain values, to be handled outside of any transaction. `tries` counts this one;
    `confirmation` is what its sender said by the link (D35)."""

    id: int
    raw: bytes
    envelope: tuple[str, ...]
    tries: int
    confirmation: Confirmation | None = None


@transaction
def take_inbound(me: str, *, now: datetime, only: int | None = None) -> Taken | None:
    """The one that is due first (or `only` that, if it is due), leased to `me`: nobody else handles it now.

    The try is counted before it is made: what ends the process is given up as well, in the end.
    """
    for _ in range(MOST_GIVEN_UP):
        row = _first(now, only)
        if row is None:
            return None
        if row.tries < TRIES:
            row.tries, row.lease_owner, row.lease_until_at = row.tries + 1, me, now + LEASE
            return Taken(row.id, row.raw or b"", tuple(row.envelope), row.tries, _confirmation(row))
        _give_up(row, now)
    return None


@transaction
def mark_inbound(taken: Taken, me: str, outcome: Outcome, *, now: datetime, text: str = "") -> bool:
    """Whether it was still ours to mark. `text` is what it says to people."""
    return _marked(taken, me, outcome.values(now) | {"text": text})


@transaction
def put_off_inbound(taken: Taken, me: str, error: str, *, now: datetime, text: str = "") -> bool:
    """It could not be handled now; after so many tries it needs a person. Whether it will be tried again."""
    if taken.tries >= TRIES:
        _marked(taken, me, _failed(error, now) | {"text": text})
        return False
    later = {"due_at": now + BACKOFF * 5 ** (taken.tries - 1), "error": plain(error), "text": text}
    return _marked(taken, me, later | {"outcome": ""})


@transaction
def postpone_inbound(
    taken: Taken, me: str, until: datetime, why: str, told: Mapping[str, Any], *, text: str = ""
) -> bool:
    """It is not its turn before `until`, so that this try does not count; `why` is a code, as an outcome's,
    with `told` for its words. Whether it was still ours."""
    later = {"due_at": until, "tries": taken.tries - 1, "error": "", "text": text}
    later |= {"outcome": why, "told": dict(told)}
    return _marked(taken, me, later)


@transaction
def free_inbound() -> None:
    """What processes that are no more had taken; their tries stay counted."""
    taken = (is_(WAITING), InboundMessage.lease_owner.is_not(None))
    freed = update(InboundMessage).where(*taken).values(lease_owner=None, lease_until_at=None)
    db.session.execute(freed.execution_options(synchronize_session=False))


def _confirmation(row: InboundMessage) -> Confirmation | None:
    if row.confirmed_at is None:
        return None
    return Confirmation(BookedFor(**row.applicant) if row.applicant else None, row.answers)


def _first(now: datetime, only: int | None) -> InboundMessage | None:
    free = or_(InboundMessage.lease_until_at.is_(None), InboundMessage.lease_until_at <= now)
    due = select(InboundMessage).where(is_(WAITING), InboundMessage.due_at <= now, free)
    due = due.where(InboundMessage.id == only) if only is not None else due
    order = due.order_by(InboundMessage.due_at, InboundMessage.id).limit(1)
    return db.session.scalar(order.with_for_update(skip_locked=True))


def _give_up(row: InboundMessage, now: datetime) -> None:
    for name, value in _failed(row.error or DIED, now).items():
        setattr(row, name, value)
    row.lease_owner = row.lease_until_at = None
    db.session.flush()


def _failed(error: str, now: datetime) -> dict[str, Any]:
    return {"status": FAILED, "outcome": "", "told": {}, "handled_at": now, "error": plain(error)}


def _marked(taken: Taken, me: str, values: dict[str, Any]) -> bool:
    mine = update(InboundMessage).where(InboundMessage.id == taken.id, InboundMessage.lease_owner == me)
    marked = mine.values(lease_owner=None, lease_until_at=None, **values).returning(InboundMessage.id)
    return db.session.scalar(marked.execution_options(synchronize_session=False)) is not None
