"""The scheduler with its real threads, and the worker as a real process."""

import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select

import config
from booking.actions.book import book
from booking.extensions import db
from booking.jobs import timetable
from booking.jobs.runs import Runs
from booking.jobs.sending import stopping
from booking.models import Heartbeat, Message
from tests import factories
from tests.factories import NOW, person, wish

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def soon(true: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def statuses() -> list[str]:
    found = list(db.session.scalars(select(Message.status).where(Message.due_at <= NOW)))
    db.session.rollback()
    return found


def beats() -> list[str]:
    found = list(db.session.scalars(select(Heartbeat.process)))
    db.session.rollback()
    return found


def test_every_job_names_a_setting_of_seconds():
    assert {config.SETTINGS[job.every][0] for job in timetable.JOBS} == {config.interval}
    names = [job.name for job in timetable.JOBS]
    assert len(names) == len(set(names))


def test_the_scheduler_delivers_and_beats(app):
    book(wish(), by=person("sato@example.jp"), now=NOW - timedelta(days=30))
    app.config["TICK_INTERVAL"] = timedelta(seconds=1)
    scheduler = timetable.start(app)
    try:
        assert soon(lambda: statuses() == ["sent"]) and soon(lambda: len(beats()) == 1)
        jobs = {
            job.id: (job.coalesce, job.max_instances, job.misfire_grace_time) for job in scheduler.get_jobs()
        }
        assert jobs == {job.name: (True, 1, None) for job in timetable.JOBS}
    finally:
        scheduler.shutdown(wait=True)


def test_a_web_worker_that_ends_begins_nothing_new(app):
    """gunicorn's own hooks, of the file that it reads."""
    hooks, worker = runpy.run_path(str(ROOT / "gunicorn.conf.py")), SimpleNamespace(wsgi=app)
    hooks["worker_exit"](None, worker)
    assert not stopping.is_set(), "without a scheduler there is nothing to stop"
    app.config["SCHEDULER"] = True
    try:
        hooks["post_worker_init"](worker)
        assert worker.scheduler.running
        hooks["worker_exit"](None, worker)
        assert stopping.is_set() and not worker.scheduler.running
    finally:
        stopping.clear()


def test_a_job_that_fails_is_logged_and_runs_again(app, caplog):
    def broken(now):
        raise RuntimeError("the disk is full")

    timetable.run_one(app, Runs("a job", "tests", timedelta(minutes=1)), broken)
    assert "'a job' failed" in caplog.text and "the disk is full" in caplog.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_works_and_stops_when_told(app, number):
    book(wish(), by=person("sato@example.jp"), now=NOW - timedelta(days=30))
    names = ("DATABASE_URL", "INSTANCE_PATH", "SECRET_KEY", "BASE_URL")
    env = {name: str(app.config[name]) for name in names}
    run = "from booking.app import create_app; from booking.jobs.timetable import run; run(create_app())"
    worker = subprocess.Popen([sys.executable, "-c", run], cwd=ROOT, env={**os.environ, **env})
    try:
        assert soon(lambda: len(beats()) == 1)
        assert soon(lambda: "waiting" not in statuses()), "it looks for what is due"
        worker.send_signal(number)
        assert worker.wait(timeout=20) == 0
    finally:
        worker.kill()
        worker.wait()
