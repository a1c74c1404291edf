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
from threading import Event
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload

from booking.extensions import db
from booking.mail.smtp import Permanent, Temporary, Unreachable
from booking.models import Attendee, Message
from booking.models.message import FAILED, SENT, WAITING, is_
from booking.outbox.due import of_this_minute, take, taking_turns, to_rest
from booking.outbox.plain import plain
from booking.outbox.present import pointless
from booking.outbox.reached import reached
from booking.outbox.terms import Handler, Taken, Terms, Watch

log = logging.getLogger(__name__)
RETRIED, LOST, TAKEN, UNREACHABLE = "retried", "lost", "taken", "unreachable"  # beside the statuses
PATIENCE = (0.1, 0.5, 2.0)  # seconds before a mark is tried again that the database did not take
Handlers = Mapping[str, Handler]
Leased = Row[tuple[int, str, str, datetime, int]]
NEVER = Event()


def deliver(handle: Handlers, watch: Watch, me: str, terms: Terms, stopping: Event = NEVER) -> Counter[str]:
    """One batch of the kinds that are handled. Counts by the status in which rows ended, and RETRIED, LOST,
    TAKEN, UNREACHABLE.

    `me` names this worker and no other. Where a server is away nothing that goes to it is tried for a while.
    Once it is `stopping`, what is left is handed back.
    """
    done, away = Counter[str](), set[tuple[int, str]]()
    for row in _take(me, handle, watch.now(), terms):
        if stopping.is_set():
            _hand_back(me)
            break
        done[TAKEN] += 1
        if _server(row, handle) in away:
            done[RETRIED] += 1
            continue
        try:
            done[_one(row, me, handle, watch, terms)] += 1
        except Unreachable as error:
            _let_rest(row, error, me, handle, watch.now(), terms)
            away.add(_server(row, handle))
            done.update((UNREACHABLE, RETRIED))
    return done


def _server(row: Leased, handle: Handlers) -> tuple[int, str]:
    handler = handle[row.kind]
    return id(handler), row.recipient if handler.apart else ""


def _take(me: str, handle: Handlers, now: datetime, terms: Terms) -> Sequence[Leased]:
    apart = any(handler.apart for handler in handle.values())
    with _brief():
        room = terms.batch
        if terms.rate is not None:
            taking_turns()
            room = min(room, terms.rate - db.session.scalars(of_this_minute(now, handle.keys())).one())
        leased = take(me, now, terms.lease, room, handle.keys(), apart)
        rows = db.session.execute(leased).all() if room > 0 else []
    return sorted(rows, key=lambda row: row.id)


def _hand_back(me: str) -> None:
    with _brief():
        mine = update(Message).where(is_(WAITING), Message.lease_owner == me)
        db.session.execute(mine.values(lease_owner=None, lease_until_at=None))


def _one(row: Leased, me: str, handle: Handlers, watch: Watch, terms: Terms) -> str:
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
    return _mark(row.id, me, status=SENT, lost=taken.lost, sent_at=watch.now(), tries=tries, error="")


def _made_ready(row_id: int, me: str, handle: Handlers, watch: Watch, terms: Terms) -> Taken | str:
    """With its lease renewed and its bytes stored before they are first sent (D28); or how it ended.

    The writing is as brief as can be: on SQLite nobody else writes meanwhile.
    """
    mine = (Message.id == row_id, Message.lease_owner == me, is_(WAITING))
    with _reading():
        found = db.session.execute(_with_what_it_takes().where(*mine)).first()
        if found is None:
            return LOST
        message, lost = found
        ended = pointless(message, watch.now())
        if not ended:
            content = message.content or handle[message.kind].prepare(message, watch.now())
            ready = Taken(message.id, message.kind, message.recipient, content, lost)
    if ended:
        return _mark(row_id, me, status=ended)
    with _brief():
        values = {"lease_until_at": watch.now() + terms.lease, "content": content}
        renewed = update(Message).where(*mine).values(values).returning(Message.id)
        return ready if db.session.scalar(renewed) else LOST


def _with_what_it_takes() -> Any:
    lost = (Attendee.id == Message.attendee_id) & Attendee.unreachable_at.is_not(None)
    return select(Message, Attendee.id).outerjoin(Attendee, lost).options(joinedload(Message.snapshot))


def _let_rest(
    row: Leased, error: Unreachable, me: str, handle: Handlers, now: datetime, terms: Terms
) -> None:
    """All that is due and goes to the same server, for as long as that asks for, or longer."""
    there, told = _goes_there(row, handle), plain(str(error))
    rest = max(terms.rest(now - row.due_at), error.rest)
    with _brief():
        if terms.give_up_after:
            late = (*there, Message.due_at <= now - terms.give_up_after)
            db.session.execute(to_rest(late, me, now, status=FAILED, lease_until_at=None, error=told))
        db.session.execute(to_rest(there, me, now, lease_until_at=now + rest, error=told))


def _goes_there(row: Leased, handle: Handlers) -> list[ColumnElement[bool]]:
    handler = handle[row.kind]
    kinds = Message.kind.in_(sorted(kind for kind, other in handle.items() if other is handler))
    return [kinds, Message.recipient == row.recipient] if handler.apart else [kinds]


def _put_off(row_id: int, tries: int, me: str, now: datetime, error: str, terms: Terms) -> str:
    if tries >= terms.tries:
        return _mark(row_id, me, status=FAILED, tries=tries, error=error)
    values = {"due_at": now + terms.wait(tries), "tries": tries, "error": error}
    ended = _mark(row_id, me, status=WAITING, **values)
    return RETRIED if ended == WAITING else ended


def _mark(row_id: int, me: str, *, status: str, lost: int | None = None, **values: object) -> str:
    """Patiently: a mark that is not made lets a mail that was sent be sent again."""
    for wait in PATIENCE:
        try:
            return _marked(row_id, me, status, lost, **values)
        except OperationalError:
            log.warning("message %s: not marked %s, trying again", row_id, status, exc_info=True)
            time.sleep(wait)
    return _marked(row_id, me, status, lost, **values)


def _marked(row_id: int, me: str, status: str, lost: int | None, **values: object) -> str:
    with _brief():
        mine = update(Message).where(Message.id == row_id, Message.lease_owner == me)
        told = {name: plain(v) if isinstance(v, str) else v for name, v in values.items()}
        marked = mine.values(status=status, lease_owner=None, lease_until_at=None, **told)
        found = db.session.scalar(marked.returning(Message.id))
        if lost and found:
            reached(lost)
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
