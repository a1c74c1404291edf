"""Sends what is due: any number of workers, each row by one of them at a time (D29).

Each step is a transaction of its own and no network lies within one. A worker that dies leaves a lease that
runs out; only if it dies between the server's 250 and our mark is a mail sent twice, as the same bytes.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Row, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload

from booking.extensions import db
from booking.mail.smtp import Permanent, Temporary, Unreachable
from booking.models import Message
from booking.models.message import FAILED, SENT, WAITING
from booking.outbox.due import of_this_minute, take, taking_turns, to_rest
from booking.outbox.plain import plain
from booking.outbox.present import pointless
from booking.outbox.terms import Handler, Taken, Terms, Watch

log = logging.getLogger(__name__)
RETRIED, LOST, TAKEN, UNREACHABLE = "retried", "lost", "taken", "unreachable"  # beside the statuses
PATIENCE = (0.1, 0.5, 2.0)  # seconds before a mark is tried again that the database did not take
Handlers = Mapping[str, Handler]


def deliver(handle: Handlers, watch: Watch, me: str, terms: Terms) -> Counter[str]:
    """One batch. Counts by the status in which rows ended, and RETRIED, LOST, TAKEN, UNREACHABLE.

    `me` names this worker and no other. Where a server is away nothing that goes to it is tried for a while.
    """
    done, away = Counter[str](), set[str]()
    for row in _take(me, watch.now(), terms):
        done[TAKEN] += 1
        if row.kind in away:
            done[RETRIED] += 1
            continue
        try:
            done[_one(row, me, handle, watch, terms)] += 1
        except Unreachable as error:
            away |= _let_rest(row.kind, str(error), me, handle, watch.now(), terms)
            done.update((UNREACHABLE, RETRIED))
    return done


def _take(me: str, now: datetime, terms: Terms) -> Sequence[Row[tuple[int, str, int]]]:
    with _brief():
        room = terms.batch
        if terms.rate is not None:
            taking_turns()
            room = min(room, terms.rate - db.session.scalars(of_this_minute(now)).one())
        rows = db.session.execute(take(me, now, terms.lease, room)).all() if room > 0 else []
    return sorted(rows, key=lambda row: row.id)


def _one(row: Row[tuple[int, str, int]], me: str, handle: Handlers, watch: Watch, terms: Terms) -> str:
    """How it ended. Raises Unreachable."""
    tries = row.tries + 1
    try:
        taken = _made_ready(row.id, me, handle, watch, terms)
        if not isinstance(taken, Taken):
            return taken
        handle[row.kind].send(taken)
    except Unreachable:
        raise
    except Permanent as error:
        return _mark(row.id, me, status=FAILED, tries=tries, error=str(error))
    except Temporary as error:
        return _put_off(row.id, tries, me, watch.now(), str(error), terms)
    except Exception as error:
        log.exception("message %s", row.id)
        return _put_off(row.id, tries, me, watch.now(), f"{type(error).__name__}: {error}", terms)
    return _mark(row.id, me, status=SENT, sent_at=watch.now(), tries=tries, error="")


def _made_ready(row_id: int, me: str, handle: Handlers, watch: Watch, terms: Terms) -> Taken | str:
    """With its lease renewed and its bytes stored before they are first sent (D28); or how it ended.

    The writing is as brief as can be: on SQLite nobody else writes meanwhile.
    """
    mine = (Message.id == row_id, Message.lease_owner == me, Message.status == WAITING)
    with _reading():
        message = db.session.scalar(select(Message).where(*mine).options(joinedload(Message.snapshot)))
        if message is None:
            return LOST
        ended = pointless(message, watch.now())
        if not ended:
            content = message.content or handle[message.kind].prepare(message, watch.now())
            ready = Taken(message.id, message.kind, message.recipient, content)
    if ended:
        return _mark(row_id, me, status=ended)
    with _brief():
        values = {"lease_until_at": watch.now() + terms.lease, "content": content}
        renewed = update(Message).where(*mine).values(values).returning(Message.id)
        return ready if db.session.scalar(renewed) else LOST


def _let_rest(
    kind: str, error: str, me: str, handle: Handlers, now: datetime, terms: Terms
) -> frozenset[str]:
    """All that is due and has the same handler. Gives the kinds that it has."""
    kinds = frozenset(other for other, handler in handle.items() if handler is handle[kind])
    with _brief():
        db.session.execute(to_rest(kinds, me, now, now + terms.rest(), plain(error)))
    return kinds


def _put_off(row_id: int, tries: int, me: str, now: datetime, error: str, terms: Terms) -> str:
    if tries >= terms.tries:
        return _mark(row_id, me, status=FAILED, tries=tries, error=error)
    values = {"due_at": now + terms.wait(tries), "tries": tries, "error": error}
    ended = _mark(row_id, me, status=WAITING, **values)
    return RETRIED if ended == WAITING else ended


def _mark(row_id: int, me: str, *, status: str, **values: object) -> str:
    """Patiently: a mark that is not made lets a mail that was sent be sent again."""
    for wait in PATIENCE:
        try:
            return _marked(row_id, me, status, **values)
        except OperationalError:
            log.warning("message %s: not marked %s, trying again", row_id, status, exc_info=True)
            time.sleep(wait)
    return _marked(row_id, me, status, **values)


def _marked(row_id: int, me: str, status: str, **values: object) -> str:
    with _brief():
        mine = update(Message).where(Message.id == row_id, Message.lease_owner == me)
        told = {name: plain(v) if isinstance(v, str) else v for name, v in values.items()}
        marked = mine.values(status=status, lease_owner=None, lease_until_at=None, **told)
        found = db.session.scalar(marked.returning(Message.id))
    return status if found else LOST


@contextmanager
def _reading() -> Iterator[None]:
    """A transaction that waits for nobody and keeps nobody waiting."""
    db.session.close()
    try:
        yield
    finally:
        db.session.close()


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
