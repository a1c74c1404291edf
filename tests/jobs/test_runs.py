"""What is noted of the runs of a job: when there is something to tell, else once a minute."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.actions.job_runs import note_run
from booking.extensions import db
from booking.jobs import timetable
from booking.jobs.runs import Runs, ran
from booking.jobs.tick import tick
from booking.models import JobRun
from tests import factories
from tests.factories import NOW
from tests.web.pages import Queries

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def row(name: str = "job") -> JobRun | None:
    db.session.rollback()
    return db.session.get(JobRun, name)


def one() -> Runs:
    return Runs("job", "here-1", 10 * SECOND)


def test_the_first_run_is_noted_with_its_length_and_the_next():
    ran(one(), NOW, 2 * SECOND, did=False)
    told = row()
    assert (told.process, told.began_at, told.ended_at) == ("here-1", NOW, NOW + 2 * SECOND)
    assert (told.next_at, told.runs, told.failures, told.failed_at, told.error) == (
        NOW + 10 * SECOND, 1, 0, None, "",
    )  # fmt: skip


def test_a_run_longer_than_its_interval_is_followed_at_once():
    ran(one(), NOW, MINUTE, did=False)
    assert row().next_at == NOW + MINUTE


def test_quiet_runs_write_once_a_minute_and_are_all_counted():
    runs, writes = one(), 0
    for n in range(13):
        with Queries() as queries:
            ran(runs, NOW + n * 10 * SECOND, SECOND, did=False)
        writes += queries.count
    assert writes == 3, "one statement at 0, 60 and 120 seconds"
    assert (row().runs, row().began_at) == (13, NOW + 2 * MINUTE)


def test_a_run_that_did_something_is_noted_at_once():
    runs = one()
    ran(runs, NOW, SECOND, did=False)
    ran(runs, NOW + SECOND, SECOND, did=False)
    assert row().began_at == NOW
    ran(runs, NOW + 2 * SECOND, SECOND, did=True)
    assert (row().began_at, row().runs) == (NOW + 2 * SECOND, 3)


def test_failures_in_a_row_are_counted_and_the_last_is_kept():
    runs = one()
    for n in range(3):
        ran(runs, NOW + n * SECOND, SECOND, did=False, error=f"OSError: {n}")
    assert (row().failures, row().error, row().failed_at) == (3, "OSError: 2", NOW + 2 * SECOND)
    ran(runs, NOW + 3 * SECOND, SECOND, did=False)
    assert (row().failures, row().error, row().failed_at) == (0, "OSError: 2", NOW + 2 * SECOND)
    ran(runs, NOW + 4 * SECOND, SECOND, did=False)
    assert row().began_at == NOW + 3 * SECOND, "well and quiet again"


def test_two_processes_share_a_row():
    ran(Runs("job", "here-1", MINUTE), NOW, SECOND, did=False, error="x")
    ran(Runs("job", "there-2", MINUTE), NOW + SECOND, SECOND, did=False, error="y")
    assert (row().process, row().runs, row().failures, row().error) == ("there-2", 2, 2, "y")


def test_a_very_long_error_is_cut():
    note_run("job", "here", now=NOW, took=SECOND, error="x" * 5000)
    assert len(row().error) == 2000


def test_the_timetable_notes_what_happened(app):
    def broken(now):
        raise RuntimeError("the disk is full")

    runs = Runs("a job", "here-1", MINUTE)
    timetable.run_one(app, runs, broken)
    assert (row("a job").error, row("a job").failures) == ("RuntimeError: the disk is full", 1)
    timetable.run_one(app, runs, lambda now: 3)
    assert (row("a job").runs, row("a job").failures) == (2, 0)


def test_a_run_that_cannot_be_noted_is_no_fault_of_the_job(app, caplog, monkeypatch):
    def away(*args, **more):
        raise OSError("no database")

    runs = one()
    with monkeypatch.context() as patch:
        patch.setattr("booking.jobs.runs.note_run", away)
        ran(runs, NOW, SECOND, did=True)
    assert "run of 'job' not noted" in caplog.text
    ran(runs, NOW + SECOND, SECOND, did=False)
    assert row().runs == 2


def test_a_tick_by_cron_is_one_job():
    tick(NOW)
    tick(NOW + MINUTE)
    assert [(run.name, run.runs, run.began_at) for run in db.session.scalars(select(JobRun))] == [
        ("tick", 2, NOW + MINUTE)
    ]
