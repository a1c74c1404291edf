"""One verb, one transaction: the only place, with the outbox, that commits."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from sqlalchemy.exc import DBAPIError

from booking.errors import Busy, SlotTaken
from booking.extensions import db
from booking.models.guard import is_overlap

Action = TypeVar("Action", bound=Callable[..., Any])
TRIES = 5
_AGAIN = ("40001", "40P01")  # PostgreSQL: serialization failure, deadlock
_WAITED_LONG = "55P03"  # a lock was not to be had within lock_timeout


class StartOver(Exception):
    """The rows to lock have changed since they were worked out (D3); everything is done again."""


class Undo(Exception):
    """Rolls back and hands `result` to the caller: a preview."""

    def __init__(self, result: Any):
        self.result = result


def transaction(action: Action) -> Action:
    """Runs `action` in a transaction of its own that ends the request's (D1).

    On SQLite it is IMMEDIATE from its first statement. Deadlocks and StartOver are tried again, a bounded
    number of times; a refusal by the ledger's guard is a SlotTaken. Raises Busy when there was no turn.
    """

    @wraps(action)
    def run(*args: Any, **kwargs: Any) -> Any:
        for attempt in range(TRIES):
            try:
                return _once(action, args, kwargs)
            except (DBAPIError, StartOver) as error:
                db.session.rollback()
                _raise_unless_passing(error)
                time.sleep(random.uniform(0, 0.02 * 2**attempt))
            except BaseException:
                db.session.rollback()
                raise
        raise Busy()

    return cast(Action, run)


def _once(action: Action, args: Any, kwargs: Any) -> Any:
    db.session.close()
    db.session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    try:
        result = action(*args, **kwargs)
    except Undo as undone:
        db.session.rollback()
        return undone.result
    db.session.commit()
    return result


def _raise_unless_passing(error: Exception) -> None:
    if isinstance(error, DBAPIError) and is_overlap(error):
        raise SlotTaken() from error
    if isinstance(error, DBAPIError) and _state(error) == _WAITED_LONG:
        raise Busy() from error
    if not isinstance(error, StartOver) and not _passing(cast(DBAPIError, error)):
        raise error


def _passing(error: DBAPIError) -> bool:
    return _state(error) in _AGAIN or "database is locked" in str(error.orig)


def _state(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)
