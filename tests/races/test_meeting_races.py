"""Those who come into a video meeting at one moment, in processes of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from booking.extensions import db
from booking.models import Attendance, AuditEntry, Meeting
from booking.rules.meetings import ELSEWHERE
from tests import factories
from tests.races.crowd import ROOT
from tests.relay.stage import CHEN, LI, SATO, attendee, booked, ticket

pytestmark = pytest.mark.race
PROCESSES = 4


@pytest.fixture
def settings_of_app():
    return {"VIDEO_PROVIDER": "janus"}


@pytest.fixture
def meeting(app, janus) -> int:
    factories.house()
    return booked()


@contextmanager
def crowd(app: Any, faults: str = "") -> Iterator[subprocess.Popen[str]]:
    own = {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "RACE_FAULTS": faults, "TEST_CLOCK": ""}
    env = os.environ | own | {name: str(app.config[name]) for name in ("INSTANCE_PATH", "SECRET_KEY")}
    command, pipe = [sys.executable, "-m", "tests.races.attend"], subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, text=True)
    try:
        yield process
    finally:
        process.communicate(timeout=30)


def at_once(process: subprocess.Popen[str], verb: str, whats: Sequence[Any]) -> list[list[Any]]:
    """Each in a process of its own, all at the same moment; the answers as they come."""
    db.session.rollback()
    process.stdin.write(json.dumps([verb, whats]) + "\n")
    process.stdin.flush()
    return [json.loads(process.stdout.readline()) for _ in whats]


def done(answers: Sequence[Sequence[Any]]) -> list[Any]:
    assert not [answer for answer in answers if answer[0] == "failed"], answers
    return [value for said, value in answers if said == "done"]


def inside() -> list[Attendance]:
    db.session.rollback()
    here = (Attendance.joined_at.is_not(None), Attendance.left_at.is_(None), Attendance.removed_at.is_(None))
    return list(db.session.scalars(db.select(Attendance).where(*here)))


def test_of_those_who_enter_by_one_ticket_one_does(app, meeting):
    with crowd(app) as started:
        for _ in range(5):
            answers = at_once(started, "enter", [ticket(app, LI)] * PROCESSES)
            assert len(done(answers)) == 1
            assert [code for said, code in answers if said == "refused"] == ["not_found"] * (PROCESSES - 1)
    assert len(inside()) == 1


def test_those_who_come_first_have_the_same_meeting(app, meeting):
    with crowd(app) as started:
        for _ in range(5):
            for kind in (Attendance, Meeting):
                db.session.execute(db.delete(kind))
            db.session.commit()
            who = [attendee(email).id for email in (SATO, LI, CHEN, SATO)]
            assert len(done(at_once(started, "come", who))) == PROCESSES
            db.session.rollback()
            (the_one,) = db.session.scalars(db.select(Meeting))
            assert {one.meeting_id for one in db.session.scalars(db.select(Attendance))} == {the_one.id}


def test_they_check_in_once(app, meeting):
    with crowd(app) as started:
        tickets = [ticket(app, email) for email in (SATO, LI, CHEN, LI)]
        assert len(done(at_once(started, "enter", tickets))) == PROCESSES
    db.session.rollback()
    assert len(list(db.session.scalars(db.select(AuditEntry).filter_by(action="check_in")))) == 1


def one_link_at_once(started: Any, who: int) -> int:
    """Comes and goes in with one link, everywhere at once. How many of them are inside then."""
    tickets = done(at_once(started, "come", [who] * PROCESSES))
    assert len(done(at_once(started, "enter", tickets))) == PROCESSES
    return len(inside())


def test_one_link_everywhere_at_once_leaves_one_inside(app, meeting):
    with crowd(app) as started:
        for _ in range(5):
            assert one_link_at_once(started, attendee(LI).id) == 1
    reasons = db.session.scalars(db.select(Attendance.removed_for).where(Attendance.removed_at.is_not(None)))
    assert set(reasons) == {ELSEWHERE}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_without_the_lock_several_are_inside(app, meeting):
    """The race can fail; SQLite has one writer anyway."""
    with crowd(app, faults="no_lock") as started:
        for _ in range(20):
            if one_link_at_once(started, attendee(LI).id) > 1:
                return
    pytest.fail("always one")
