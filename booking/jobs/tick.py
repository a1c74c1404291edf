"""What a tick of the clock does: each part by its own job, or all of them once."""

import logging
import os
import secrets
import socket
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Event

from flask import current_app

from booking.actions.check_in import ask_absent, release
from booking.actions.digest import send_digest
from booking.actions.expire import expire
from booking.actions.heartbeat import beat
from booking.actions.job_runs import note_run
from booking.actions.look_again import look_again
from booking.actions.purge import purge
from booking.actions.remind import remind_attendees, remind_staff, tell_deputy
from booking.actions.undelivered import mark_unreachable
from booking.errors import BookingError
from booking.extensions import db
from booking.jobs.handlers import handlers
from booking.outbox.deliver import TAKEN, deliver
from booking.outbox.terms import Terms, Watch
from booking.permissions import THE_CLOCK
from booking.queries.absent import to_ask, to_release
from booking.queries.coming import may_move_up, to_remind
from booking.queries.digest import digest_facts, digest_readers
from booking.queries.overdue import unanswered, unheeded
from booking.queries.reservations import run_out
from booking.queries.undelivered import newly_unreachable

log = logging.getLogger(__name__)
MOST_BATCHES = 500
stopping = Event()  # set when this process is told to end


def tick(now: datetime) -> dict[str, int]:
    """Everything that is due, once; tells how much of each. Needs an application context."""
    process, began = f"{socket.gethostname()}-tick", time.monotonic()
    beat(process, now=now)
    made = {name: part(now) for name, part in PARTS.items()}
    made |= deliver_due(now)
    note_run("tick", process, now=now, took=timedelta(seconds=time.monotonic() - began))
    return made


def expire_due(now: datetime) -> int:
    return _each(run_out(now), expire, now)


def remind(now: datetime) -> int:
    """Nothing is written, and no lock taken, where every reminder is there."""
    lacking = to_remind(now)
    db.session.remove()
    return remind_attendees(lacking, now=now) if lacking else 0


def remind_desk(now: datetime) -> int:
    return _each(unanswered(now), remind_staff, now)


def tell_deputies(now: datetime) -> int:
    return _each(unheeded(now), tell_deputy, now)


def ask_the_absent(now: datetime) -> int:
    return _each(to_ask(now), ask_absent, now)


def release_unused(now: datetime) -> int:
    return _each(to_release(now), release, now)


def move_up(now: datetime) -> int:
    """The waitlist, where rules, resources, quotas or closures have made room (D17)."""
    return _each(may_move_up(now), look_again, now)


def tell_of_undelivered(now: datetime) -> int:
    return _each(newly_unreachable(now), mark_unreachable, now)


def digest(now: datetime) -> int:
    """Of the morning; nothing is written where everybody has it, or it is not the time."""
    at = current_app.config["DIGEST_AT"]
    readers = [user.id for user in digest_readers(now, at)] if at else []
    facts = digest_facts(now, at) if readers else {}
    db.session.remove()
    return send_digest(facts, readers, now=now) if readers else 0


def purge_old(now: datetime) -> int:
    settings = current_app.config
    return purge(now=now, keep_messages=settings["KEEP_MESSAGES"], window=settings["SIGN_IN_WINDOW"])


# What it is called when it is told, and what is done; in this order.
PARTS: dict[str, Callable[[datetime], int]] = {
    "expired": expire_due,
    "asked": ask_the_absent,
    "released": release_unused,
    "moved_up": move_up,
    "reminders": remind,
    "staff_reminded": remind_desk,
    "deputies_told": tell_deputies,
    "undelivered": tell_of_undelivered,
    "digests": digest,
    "purged": purge_old,
}


def _each(ids: Sequence[int], action: Callable[..., object], now: datetime) -> int:
    """How many it was done to. One that is refused now is looked at again by the next tick."""
    db.session.remove()
    done = 0
    for reservation_id in ids:
        try:
            done += action(reservation_id, by=THE_CLOCK, now=now) is not None
        except BookingError:
            log.exception("reservation %s", reservation_id)
    return done


def deliver_due(now: datetime) -> dict[str, int]:
    """Batch after batch until nothing is due, or this process is to stop."""
    done, me, terms, watch = Counter[str](), worker_name(), _terms(), Watch(now)
    with handlers(current_app.config) as handle:
        for _ in range(MOST_BATCHES):
            batch = deliver(handle, watch, me, terms)
            done += batch
            if not batch[TAKEN] or stopping.is_set():
                break
    return {name: count for name, count in done.items() if name != TAKEN}


def note_beat(now: datetime) -> None:
    beat(process_name(), now=now)


def process_name() -> str:
    return f"{socket.gethostname()}-{os.getpid()}"


def worker_name() -> str:
    """No other worker has it, now or after this process' number is used again."""
    return f"{process_name()}-{secrets.token_hex(4)}"


def _terms() -> Terms:
    settings = current_app.config
    return Terms(
        batch=settings["OUTBOX_BATCH"],
        lease=settings["OUTBOX_LEASE"],
        backoff=settings["OUTBOX_BACKOFF"],
        backoff_max=settings["OUTBOX_BACKOFF_MAX"],
        tries=settings["OUTBOX_TRIES"],
        rate=settings["OUTBOX_RATE"] or None,
    )
