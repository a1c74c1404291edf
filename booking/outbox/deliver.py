"""Sends what is due: any number of workers, each row by one of them at a time (D29).

Each step is a transaction of its own and no network lies within one. A worker that dies leaves a lease that
runs out; only if it dies between the server's 250 and our mark is a mail sent twice, as the same bytes.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import update

from booking.extensions import db
from booking.mail.smtp import Permanent, Temporary, Unreachable
from booking.models import Message
from booking.models.message import FAILED, SENT, WAITING
from booking.outbox.due import take
from booking.outbox.present import pointless

log = logging.getLogger(__name__)
RETRIED, LOST, TAKEN, UNREACHABLE = "retried", "lost", "taken", "unreachable"  # beside the statuses


class Handler(Protocol):
    """What to do with a kind of message."""

    def prepare(self, message: Message, now: datetime) -> bytes:
        """What will be sent, at this and at every later try; within a transaction."""

    def send(self, message: "Taken") -> None:
        """Raises Temporary, Permanent."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A row as plain values, to be sent outside of any transaction."""

    id: int
    kind: str
    recipient: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Terms:
    """Before the n-th new try passes `backoff` × 2^(n-1), at most `backoff_max`; given up after `tries`."""

    batch: int
    lease: timedelta
    backoff: timedelta
    backoff_max: timedelta
    tries: int


class Watch:
    """The time that goes by while a batch is sent, on from `now`."""

    def __init__(self, now: datetime):
        self.began_at, self.began = now, time.monotonic()

    def now(self) -> datetime:
        return self.began_at + timedelta(seconds=time.monotonic() - self.began)


def deliver(handle: Mapping[str, Handler], now: datetime, me: str, terms: Terms) -> Counter[str]:
    """One batch. Counts by the status in which rows ended, and RETRIED, LOST, TAKEN, UNREACHABLE.

    `me` names this worker and no other. After UNREACHABLE it is of no use to go on at once.
    """
    watch, done = Watch(now), Counter[str]()
    for row_id, tries in _take(me, now, terms):
        done[TAKEN] += 1
        if done[UNREACHABLE]:
            done[_put_off(row_id, tries, me, watch.now(), "not tried: see the mail before", terms)] += 1
        else:
            done.update(_one(row_id, tries, me, handle, watch, terms))
    return done


def _take(me: str, now: datetime, terms: Terms) -> list[tuple[int, int]]:
    with _brief():
        rows = db.session.execute(take(me, now, terms.lease, terms.batch)).all()
    return sorted((row.id, row.tries) for row in rows)


def _one(
    row_id: int, tries: int, me: str, handle: Mapping[str, Handler], watch: Watch, terms: Terms
) -> list[str]:
    try:
        taken = _made_ready(row_id, me, handle, watch.now(), terms)
        if not isinstance(taken, Taken):
            return [taken]
        handle[taken.kind].send(taken)
    except Permanent as error:
        return [_mark(row_id, me, status=FAILED, error=str(error))]
    except Unreachable as error:
        return [UNREACHABLE, _put_off(row_id, tries, me, watch.now(), str(error), terms)]
    except Temporary as error:
        return [_put_off(row_id, tries, me, watch.now(), str(error), terms)]
    except Exception as error:
        log.exception("message %s", row_id)
        return [_put_off(row_id, tries, me, watch.now(), f"{type(error).__name__}: {error}", terms)]
    return [_mark(row_id, me, status=SENT, sent_at=watch.now(), error="")]


def _made_ready(
    row_id: int, me: str, handle: Mapping[str, Handler], now: datetime, terms: Terms
) -> Taken | str:
    """With its lease renewed and its bytes stored before they are first sent (D28); or how it ended."""
    with _brief():
        mine = (Message.id == row_id, Message.lease_owner == me, Message.status == WAITING)
        message = db.session.scalar(
            update(Message).where(*mine).values(lease_until_at=now + terms.lease).returning(Message)
        )
        if message is None:
            return LOST
        if ended := pointless(message, now):
            message.status, message.lease_owner, message.lease_until_at = ended, None, None
            return ended
        message.content = message.content or handle[message.kind].prepare(message, now)
        return Taken(message.id, message.kind, message.recipient, message.content)


def _put_off(row_id: int, tries: int, me: str, now: datetime, error: str, terms: Terms) -> str:
    if tries >= terms.tries:
        return _mark(row_id, me, status=FAILED, error=error)
    doubled = terms.backoff * 2 ** min(tries - 1, 30)
    due_at = now + min(terms.backoff_max, doubled * random.uniform(1, 1.25))
    ended = _mark(row_id, me, status=WAITING, due_at=due_at, error=error)
    return RETRIED if ended == WAITING else ended


def _mark(row_id: int, me: str, *, status: str, **values: object) -> str:
    with _brief():
        mine = update(Message).where(Message.id == row_id, Message.lease_owner == me)
        marked = mine.values(status=status, lease_owner=None, lease_until_at=None, **values)
        found = db.session.scalar(marked.returning(Message.id))
    return status if found else LOST


@contextmanager
def _brief() -> Iterator[None]:
    """A transaction of its own, which on SQLite waits for its turn to write."""
    db.session.close()
    db.session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        db.session.close()
