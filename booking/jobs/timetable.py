"""Every scheduled job on one screen. Jobs are only ticks over rows: any number of processes may run them."""

import logging
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from booking import clock
from booking.jobs import tick
from booking.jobs.runs import Runs, ran

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
    ("tell of mail that did not arrive", "WATCH_INTERVAL", tick.tell_of_undelivered),
    ("digest", "WATCH_INTERVAL", tick.digest),
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
        runs = Runs(name, tick.process_name(), timedelta(seconds=every))
        scheduler.add_job(run_one, "interval", args=(app, runs, job), id=name, **trigger)
    scheduler.start()
    return scheduler


def run_one(app: Flask, runs: Runs, job: Job) -> None:
    """With a database session of its own. A failure is written down, and the next run tries again."""
    with app.app_context():
        now, done, error = clock.now(), None, ""
        try:
            done = job(now)
        except Exception as failure:
            log.exception("scheduled job %r failed", runs.name)
            error = f"{type(failure).__name__}: {failure}"
        ran(runs, now, clock.now() - now, did=bool(done), error=error)


def run(app: Flask) -> None:
    """Until SIGTERM or SIGINT; what is under way is finished first."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: tick.stopping.set())
    scheduler = start(app)
    tick.stopping.wait()
    scheduler.shutdown(wait=True)
