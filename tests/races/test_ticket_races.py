"""One ticket, many who hold it; one link, many who come by it: by real processes, on both databases."""

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from booking import clock
from booking.extensions import db
from booking.models import Attendance, Meeting
from booking.rules.meetings import margins
from tests import factories
from tests.relay.stage import LI, attendee, booked, ticket

pytestmark = pytest.mark.race
ROOT = Path(__file__).parents[2]
CROWD = 6
# Each waits for a line, so that all begin at one moment.
ENTERS = """
import sys
from booking import clock
from booking.actions.attendances import come, enter
from booking.app import create_app
from booking.errors import BookingError
from booking.rules.meetings import margins

app = create_app()
with app.app_context():
    terms, what, which = margins(app.config), sys.argv[1], sys.argv[2]
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        if what == "enter":
            print("in", enter(which, now=clock.now(), margins=terms).attendance_id)
        else:
            came = come(int(which), now=clock.now(), margins=terms, provider="janus", how="here")
            print("in", enter(came.ticket, now=clock.now(), margins=terms).attendance_id)
    except BookingError as refusal:
        print("out", refusal.code)
"""


@pytest.fixture
def meeting(app) -> int:
    factories.house()
    return booked()


def at_once(app, *what: str) -> list[list[str]]:
    database = {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "TEST_CLOCK": "", "SCHEDULER": "off"}
    own = {name: str(app.config[name]) for name in ("INSTANCE_PATH", "SECRET_KEY", "BASE_URL")}
    argv, env = [sys.executable, "-c", ENTERS, *what], os.environ | database | own
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    crowd = [subprocess.Popen(argv, cwd=ROOT, env=env, **pipes) for _ in range(CROWD)]
    for one in crowd:
        assert one.stdout.readline() == "ready\n"
    for one in crowd:
        one.stdin.write("go\n")
        one.stdin.flush()
    return [one.communicate(timeout=60)[0].split() for one in crowd]


def test_a_ticket_opens_once(app, meeting):
    said = at_once(app, "enter", ticket(app, LI))
    assert Counter(tuple(one[:1]) for one in said) == {("in",): 1, ("out",): CROWD - 1}


def test_of_all_who_come_by_one_link_one_is_inside(app, meeting):
    said = at_once(app, "come", str(attendee(LI).id))
    assert all(one[0] in ("in", "out") for one in said), said
    db.session.rollback()
    assert len(db.session.scalars(db.select(Meeting)).all()) == 1
    now = clock.now() + timedelta(seconds=1)
    rows = db.session.scalars(db.select(Attendance).where(Attendance.joined_at.is_not(None))).all()
    inside = [one for one in rows if one.removed_at is None and one.left_at is None and one.joined_at < now]
    assert len(inside) == 1 and margins(app.config).before
