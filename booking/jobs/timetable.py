"""Every scheduled job on one screen. Jobs are only ticks over rows: any number of processes may run them."""

import logging
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from booking import clock
from booking.jobs import tick

Job = Callable[[datetime], object]

# name, the setting that says how often, what is done
JOBS: tuple[tuple[str, str, Job], ...] = (
    ("heartbeat", "TICK_INTERVAL", tick.note_beat),
    ("deliver", "TICK_INTERVAL", tick.deliver_due),
    ("expire", "WATCH_INTERVAL", tick.expire_due),
    ("ask the absent", "WATCH_INTERVAL", tick.ask_the_absent),
    ("release what is not used", "WATCH_INTERVAL", tick.release_unused),
    ("move the waitlist up", "WATCH_INTERVAL", tick.move_up),
    ("remind attendees", "WATCH_INTERVAL", tick.remind),
    ("remind staff", "WATCH_INTERVAL", tick.remind_desk),
    ("tell deputies", "WATCH_INTERVAL", tick.tell_deputies),
    ("purge", "PURGE_INTERVAL", tick.purge_old),
)
log = logging.getLogger(__name__)


def start(app: Flask) -> BackgroundScheduler:
    """In this process' background; call it after any fork. Runs that were missed are made up for by one."""
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)  # a run that takes longer is no fault
    scheduler = BackgroundScheduler(
        timezone=UTC,
        jobstores={"default": MemoryJobStore()},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for name, setting, job in JOBS:
        every = max(1.0, app.config[setting].total_seconds())
        trigger = {"seconds": every, "jitter": every / 10, "next_run_time": clock.now()}
        scheduler.add_job(run_one, "interval", args=(app, name, job), id=name, **trigger)
    scheduler.start()
    return scheduler


def run_one(app: Flask, name: str, job: Job) -> None:
    """With a database session of its own. A failure is written down, and the next run tries again."""
    with app.app_context():
        try:
            job(clock.now())
        except Exception:
            log.exception("scheduled job %r failed", name)


def run(app: Flask) -> None:
    """Until SIGTERM or SIGINT; what is under way is finished first."""
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    scheduler = start(app)
    stopping.wait()
    scheduler.shutdown(wait=True)
