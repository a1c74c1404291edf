"""The page of jobs: what ran last, what failed, and which processes are silent."""

from datetime import timedelta

import pytest
import time_machine

from booking.actions.heartbeat import beat
from booking.actions.job_runs import note_run
from booking.jobs.tick import JOBS
from booking.web.admin.jobs import JOBS as WORDS
from tests import factories
from tests.factories import NOW
from tests.web.pages import Queries, signed_in

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(app):
    browser = signed_in(app, "staff@example.jp")
    return lambda: browser.get("/admin/jobs?lang=en").text


def test_every_job_has_its_words():
    of_other_processes = {"tick", "read mail"}
    assert {job.name for job in JOBS} | of_other_processes == set(WORDS)


def test_nothing_has_run_yet(page):
    text = page()
    assert "No job has run yet." in text and "Nothing runs in the background" in text


def test_a_job_says_when_it_ran_by_whom_and_how_long(page):
    note_run("deliver", "host-7", now=NOW - MINUTE, took=1.5 * SECOND, next_at=NOW + SECOND, runs=12)
    beat("host-7", now=NOW)
    text = page()
    assert "Send mail that is due" in text and "host-7" in text and "1.5 seconds" in text
    assert 'data-label="Last run"' in text and 'data-label="Next run"' in text
    assert "12 runs" in text and "Well" in text and "08:59" in text and "overdue" not in text
    assert "Nothing runs" not in text and "silent" not in text


def test_failures_stand_first_with_their_error(page):
    note_run("purge", "a", now=NOW, took=SECOND, next_at=NOW)
    for _ in range(3):
        note_run("remind staff", "a", now=NOW, took=SECOND, next_at=NOW, error="OSError: <disk full>")
    text = page()
    assert text.index("Remind staff of requests") < text.index("Forget what is old")
    assert "It failed 3 times in a row" in text and "OSError: &lt;disk full&gt;" in text
    note_run("remind staff", "a", now=NOW, took=SECOND, next_at=NOW)
    text = page()
    assert "in a row" not in text and "Failed last at" in text


def test_a_silent_process_and_a_job_that_should_have_run(page):
    note_run("deliver", "a-1", now=NOW - 5 * MINUTE, took=SECOND, next_at=NOW - 4 * MINUTE)
    beat("a-1", now=NOW - 30 * SECOND)
    assert "silent" not in page() and "overdue" in page()
    note_run("deliver", "a-1", now=NOW - 90 * SECOND, took=SECOND, next_at=NOW - 80 * SECOND)
    assert "overdue" not in page() and "At any moment" in page(), "quiet runs are noted once a minute"
    beat("b-2", now=NOW - 31 * SECOND)
    text = page()
    assert text.count("silent: it was stopped") == 1 and text.index("a-1</th>") < text.index("silent")


def test_what_runs_seldom_may_come_later_by_its_jitter(page):
    day = timedelta(days=1)
    note_run("purge", "a-1", now=NOW - day - 2 * HOUR, took=SECOND, next_at=NOW - 2 * HOUR)
    assert "overdue" not in page() and "At any moment" in page()
    note_run("purge", "a-1", now=NOW - day - 3 * HOUR, took=SECOND, next_at=NOW - 3 * HOUR)
    assert "overdue" in page()


def test_the_number_of_queries_is_fixed(page):
    def cost() -> int:
        with Queries() as queries:
            page()
        return queries.count

    note_run("deliver", "a", now=NOW, took=SECOND)
    one = cost()
    for job in JOBS:
        note_run(job.name, "a", now=NOW, took=SECOND)
        beat(job.name, now=NOW)
    assert cost() == one


def test_only_staff(app):
    assert signed_in(app, "kim@example.kr").get("/admin/jobs").status_code == 403
    assert app.test_client().get("/admin/jobs").status_code == 303
