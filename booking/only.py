"""Of a kind of process one works at a time, by a lease of that name (D48)."""

import logging
from datetime import timedelta
from threading import Event

from flask import Flask

from booking import clock
from booking.actions.leases import hold, let_go

log = logging.getLogger(__name__)
LEASE, RENEW = timedelta(seconds=30), 8.0  # seconds
MOST_FAILURES = 3  # in a row; after them the lease has nearly run out


def became_the_one(app: Flask, name: str, me: str, stopping: Event) -> bool:
    """Waits for its turn: whoever had it may have died."""
    told = False
    while not stopping.is_set():
        if _held(app, name, me):
            return True
        if not told:
            log.warning("another %s process is at work; this one waits for it to end", name)
        told = True
        stopping.wait(RENEW)
    return False


def stay_the_one(app: Flask, name: str, me: str, stopping: Event, lost: Event) -> None:
    """Whoever cannot say in time that it goes on has to end: another may have begun."""
    failures = 0
    while not stopping.wait(RENEW):
        try:
            failures = 0 if _held(app, name, me) else MOST_FAILURES
        except Exception:
            log.exception("the lease of %s was not renewed", name)
            failures += 1
        if failures >= MOST_FAILURES:
            log.error("another %s process has taken over, or the database is away; this one ends", name)
            lost.set()
            stopping.set()


def step_down(app: Flask, name: str, me: str) -> None:
    try:
        with app.app_context():
            let_go(name, me)
    except Exception:
        log.exception("the lease of %s was not given back; it runs out", name)


def _held(app: Flask, name: str, me: str) -> bool:
    now = clock.now()
    with app.app_context():
        return hold(name, me, now=now, until=now + LEASE)
