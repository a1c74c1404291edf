"""The whole centre as `serve` runs it, with its relay and Janus."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

import pytest

from booking import clock
from booking.extensions import db
from booking.models import Attendance
from tests import factories
from tests.factories import NOW
from tests.mailbox.doors import free_port
from tests.relay.stage import LI, ROOT, Page, answers, booked, soon, three_ports, ticket

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OWN = ("INSTANCE_PATH", "SECRET_KEY", "VIDEO_PORT", "PORT")


@pytest.fixture
def settings_of_app():
    return {"VIDEO_PROVIDER": "janus"}


@pytest.fixture
def meeting(app, janus) -> int:
    factories.house()
    return booked()


@contextmanager
def centre(app, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Until its pages answer."""
    app.config |= {"VIDEO_PORT": three_ports(), "PORT": free_port()}
    app.config["BASE_URL"] = f"http://127.0.0.1:{app.config['PORT']}"
    own = {name: str(app.config[name]) for name in (*OWN, "BASE_URL", "VIDEO_PROVIDER")}
    own |= {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "TEST_CLOCK": "", "WEB_WORKERS": "1"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | own | settings, stderr=subprocess.PIPE, text=True
    )
    try:
        soon(lambda: healthy(app), 60)
        yield process
    finally:
        process.terminate()
        print(process.communicate(timeout=30)[1])  # pytest shows it beside a failure


def healthy(app) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{app.config['PORT']}/healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def children(parent: int) -> dict[int, str]:
    """What each was started with."""
    asked = ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(parent)]
    found = subprocess.run(asked, capture_output=True, text=True).stdout
    return {int(pid): args for pid, args in re.findall(r"(\d+) (.*)", found)}


def relay_of(serve: subprocess.Popen[str]) -> int:
    return next((pid for pid, args in children(serve.pid).items() if args.endswith(" video")), 0)


def entered(app) -> Page:
    """One more, as if whoever is inside by that link had gone."""
    db.session.execute(db.update(Attendance).values(left_at=clock.now(), created_at=NOW))
    db.session.commit()
    page = Page(app, ticket(app, LI))
    page.ours("entered")
    return page


def test_fifty_sockets_do_not_keep_the_pages_waiting(app, meeting):
    with centre(app):
        soon(lambda: answers(app), 60)
        pages = [entered(app) for _ in range(50)]
        assert healthy(app)
        pages[-1].say(silkroom="chat", text="안녕하세요")
        assert pages[0].ours("chat")["text"] == "안녕하세요", "all are there still"


def test_a_relay_that_is_killed_starts_again_and_holds_nobody(app, meeting):
    with centre(app) as serve:
        soon(lambda: answers(app), 60)
        entered(app)
        first = relay_of(serve)
        (janus,) = [pid for pid, args in children(first).items() if "janus" in args]
        os.kill(first, signal.SIGKILL)
        soon(lambda: relay_of(serve) not in (0, first), 20)
        soon(lambda: not os.path.exists(f"/proc/{janus}"), 10)
        assert healthy(app)
        soon(lambda: answers(app), 90)
        db.session.rollback()
        assert db.session.scalars(db.select(Attendance.left_at)).one()
        page = Page(app, ticket(app, LI, how=""))
        assert page.ours("entered")["name"] == "李"
        assert page.join()["videoroom"] == "joined"


def test_without_janus_everything_else_runs(app, meeting):
    with centre(app, VIDEO_PROVIDER="auto", JANUS_BIN="/nowhere/janus") as serve:
        assert healthy(app) and not relay_of(serve)
