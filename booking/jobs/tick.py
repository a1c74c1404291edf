"""What a tick of the clock does: each part by its own job, or all of them once."""

import logging
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app

from booking.actions.check_in import ask_absent, release
from booking.actions.digest import send_digest
from booking.actions.expire import expire
from booking.actions.heartbeat import beat
from booking.actions.inbound import purge_inbound
from booking.actions.job_runs import note_run
from booking.actions.look_again import look_again
from booking.actions.purge import purge
from booking.actions.remind import remind_attendees, remind_staff, tell_deputy
from booking.actions.undelivered import mark_unreachable
from booking.errors import BookingError
from booking.extensions import db
from booking.jobs.meetings import end_meetings
from booking.jobs.sending import deliver_due, post_webhooks, send_mails
from booking.permissions import THE_CLOCK
from booking.process import process_name
from booking.queries.absent import to_ask, to_release
from booking.queries.coming import may_move_up, to_remind
from booking.queries.digest import digest_facts, digest_readers
from booking.queries.overdue import unanswered, unheeded
from booking.queries.reservations import run_out
from booking.queries.undelivered import newly_unreachable

log = logging.getLogger(__name__)


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
    keep_rows, keep_raw = settings["KEEP_MESSAGES"], settings["KEEP_INBOUND"]
    gone = purge_inbound(now=now, keep_raw=keep_raw, keep_rows=keep_rows)
    return gone + purge(now=now, keep_messages=keep_rows, window=settings["SIGN_IN_WINDOW"])


def note_beat(now: datetime) -> None:
    beat(process_name(), now=now)


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


@dataclass(frozen=True, slots=True)
class Job:
    """`every` is the setting that says how often, `told` what `flask tick` calls what it did; "": it says so
    itself. In words: JOBS of web/admin/jobs.py."""

    name: str
    every: str
    do: Callable[[datetime], Any]
    told: str = ""


JOBS = (
    Job("heartbeat", "TICK_INTERVAL", note_beat),
    Job("deliver", "TICK_INTERVAL", send_mails),
    Job("webhooks", "TICK_INTERVAL", post_webhooks),
    Job("expire", "WATCH_INTERVAL", expire_due, "expired"),
    Job("ask the absent", "WATCH_INTERVAL", ask_the_absent, "asked"),
    Job("release what is not used", "WATCH_INTERVAL", release_unused, "released"),
    Job("move the waitlist up", "WATCH_INTERVAL", move_up, "moved_up"),
    Job("remind attendees", "WATCH_INTERVAL", remind, "reminders"),
    Job("remind staff", "WATCH_INTERVAL", remind_desk, "staff_reminded"),
    Job("tell deputies", "WATCH_INTERVAL", tell_deputies, "deputies_told"),
    Job("tell of mail that did not arrive", "WATCH_INTERVAL", tell_of_undelivered, "undelivered"),
    Job("end video meetings", "WATCH_INTERVAL", end_meetings, "meetings_ended"),
    Job("digest", "WATCH_INTERVAL", digest, "digests"),
    Job("purge", "PURGE_INTERVAL", purge_old, "purged"),
)
PARTS = {job.told: job.do for job in JOBS if job.told}
