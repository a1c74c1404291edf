"""The application as gunicorn serves it in a race: it says which process answered.

RACE_FAULTS (words, read only here) builds it wrongly, so that the race can be seen to fail (D53):
`no_lock` locks no rows; `no_begin` leaves SQLite's transactions to its driver, which begins them at the
first write only; `pause` waits between the check and the insert, so that processes meet there;
`early_quota` locks neither the company nor the person, so that what quotas count may be out of date.
"""

import os
import time

from booking.actions import book, locks
from booking.app import create_app
from booking.extensions import db
from booking.models import engine

FAULTS = os.environ.get("RACE_FAULTS", "").split()


def _pausing(allot):
    def slow(*args, **kwargs):
        allot(*args, **kwargs)
        time.sleep(0.02)

    return slow


def _no_begin(database) -> None:
    if database.dialect.name == "sqlite":
        engine.event.listen(database, "connect", _drivers_own)


def _drivers_own(connection, record) -> None:
    for pragma in engine.SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


if "no_lock" in FAULTS:
    locks._needed = lambda: False
if "pause" in FAULTS:
    book.allot = _pausing(book.allot)
if "early_quota" in FAULTS:
    book.lock_people = lambda companies, persons: None
if {"no_begin", "early_quota"} & set(FAULTS):
    engine.prepare = _no_begin

_served = create_app()
with _served.app_context():
    db.engine.dispose()  # the processes are forked from this one: none may inherit a connection


def app(environ, start_response):
    def told(status, headers, *rest):
        return start_response(status, [*headers, ("X-Worker-Pid", str(os.getpid()))], *rest)

    return _served(environ, told)
