"""When each job of jobs/tick.py runs. Jobs are only ticks over rows: any number of processes may run them."""

import logging
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from booking import clock
from booking.jobs.runs import Runs, ran
from booking.jobs.sending import stopping
from booking.jobs.tick import JOBS
from booking.process import process_name
from booking.rules.running import JITTER

log = logging.getLogger(__name__)


def start(app: Flask) -> BackgroundScheduler:
    """In this process' background; call it after any fork. Runs that were missed are made up for by one."""
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)  # a run that takes longer is no fault
    scheduler = BackgroundScheduler(
        timezone=UTC,
        jobstores={"default": MemoryJobStore()},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for job in JOBS:
        every = max(1.0, app.config[job.every].total_seconds())
        trigger = {"seconds": every, "jitter": every * JITTER, "next_run_time": clock.now()}
        runs = Runs(job.name, process_name(), timedelta(seconds=every))
        scheduler.add_job(run_one, "interval", args=(app, runs, job.do), id=job.name, **trigger)
    scheduler.start()
    return scheduler


def stop(scheduler: BackgroundScheduler) -> None:
    """What is under way is finished first: a mail, not all that is due."""
    stopping.set()
    scheduler.shutdown(wait=True)


def run_one(app: Flask, runs: Runs, job: Callable[[datetime], object]) -> None:
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
        signal.signal(number, lambda *_: stopping.set())
    scheduler = start(app)
    stopping.wait()
    stop(scheduler)
