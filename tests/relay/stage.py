"""A meeting that is on by the true clock, the relay as it is run, and pages that speak to it."""

import json
import os
import socket as socketlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from booking import clock
from booking.actions.attendances import come
from booking.actions.book import book
from booking.extensions import db
from booking.models import Attendee, Meeting, Occurrence
from booking.rules.meetings import margins
from booking.rules.requests import OPTIONAL, Invited
from booking.video.base import Spec
from booking.video.janus import Janus
from tests.factories import NOW, person, wish
from tests.mailbox.doors import free_port

ROOT = Path(__file__).parents[2]
SATO, LI, CHEN = "sato@example.jp", "li@example.tw", "chen@example.tw"
GUESTS = (Invited(LI, "李", "en", "Asia/Taipei"), Invited(CHEN, "陳", "en", "Asia/Taipei", OPTIONAL))
SETTINGS = ("INSTANCE_PATH", "SECRET_KEY", "BASE_URL", "VIDEO_PORT", "VIDEO_PROVIDER")


def booked(**values: Any) -> int:
    """Of SATO (host), LI (presenter) and CHEN (viewer); it began twenty minutes ago."""
    asked = wish(title="商談", attendees=GUESTS, video=True, **values)
    number: int = book(asked, by=person(SATO), now=NOW, answer=lambda made: made.id)
    lasts(number, timedelta(minutes=30))
    return number


def lasts(reservation_id: int, left: timedelta) -> None:
    """By the true clock, which relay and Janus go by."""
    now = clock.now()
    times = {"starts_at": now - timedelta(minutes=20), "ends_at": now + left}
    db.session.execute(db.update(Occurrence).filter_by(reservation_id=reservation_id).values(**times))
    db.session.commit()


def attendee(email: str) -> Attendee:
    db.session.rollback()
    return db.session.scalars(db.select(Attendee).filter_by(email=email)).one()


def ticket(app: Any, email: str, how: str = "here") -> str:
    about = {"margins": margins(app.config), "provider": "janus", "how": how}
    return come(attendee(email).id, now=clock.now(), **about).ticket


def spec() -> Spec:
    db.session.rollback()
    found, now = db.session.scalars(db.select(Meeting)).one(), clock.now()
    return Spec(found.ref, "", now, now, now, now)


@contextmanager
def relay(app: Any, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Until both it and Janus answer. `app` has its VIDEO_PORT from then on."""
    app.config["VIDEO_PORT"] = three_ports()
    database = {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "TEST_CLOCK": ""}
    env = os.environ | database | {name: str(app.config[name]) for name in SETTINGS} | settings
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "video"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        soon(lambda: answers(app), 60)
        yield process
    finally:
        process.terminate()
        print(process.communicate(timeout=30)[1])  # pytest shows it beside a failure


def three_ports() -> int:
    """The first of three in a row that are free: the relay's, and Janus' two."""
    while True:
        first = free_port()
        if first < 65000 and all(_free(port) for port in (first, first + 1, first + 2)):
            return first


def _free(port: int) -> bool:
    with socketlib.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) != 0


def answers(app: Any) -> bool:
    try:
        Janus(app.config).reach()
        socket(app).close()
    except Exception:
        return False
    return True


def socket(app: Any, origin: str = "") -> ClientConnection:
    url = f"ws://127.0.0.1:{app.config['VIDEO_PORT']}/"
    return connect(
        url, origin=origin or app.config["BASE_URL"], subprotocols=["janus-protocol"], proxy=None, legacy=True
    )


def soon(true: Callable[[], Any], seconds: float = 20) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)
    return found


class Page:
    """What a meeting page says and hears, without media."""

    def __init__(self, app: Any, ticket: str):
        self.socket, self.heard, self.session = socket(app), [], 0
        self.say(silkroom="enter", ticket=ticket)

    def say(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame))

    def hear(self, fits: Callable[[dict[str, Any]], Any], seconds: float = 20) -> dict[str, Any]:
        """The next that fits; what came before it is kept in `heard`."""
        deadline = time.monotonic() + seconds
        while True:
            frame = json.loads(self.socket.recv(timeout=max(0.01, deadline - time.monotonic())))
            self.heard.append(frame)
            if fits(frame):
                return frame

    def ours(self, what: str) -> dict[str, Any]:
        return self.hear(lambda frame: frame.get("silkroom") == what)

    def ask(self, operation: str, **frame: Any) -> dict[str, Any]:
        """What Janus answers to it, without its acknowledgement."""
        name = f"t{len(self.heard)}-{time.monotonic_ns()}"
        self.say(
            janus=operation,
            transaction=name,
            **({"session_id": self.session} if self.session else {}),
            **frame,
        )
        return self.hear(lambda said: said.get("transaction") == name and said["janus"] != "ack")

    def attach(self) -> int:
        if not self.session:
            self.session = self.ask("create")["data"]["id"]
        handle: int = self.ask("attach", plugin="janus.plugin.videoroom")["data"]["id"]
        return handle

    def message(self, handle: int, jsep: Any = None, **body: Any) -> dict[str, Any]:
        more = {"jsep": jsep} if jsep else {}
        answer = self.ask("message", handle_id=handle, body=body, **more)
        return answer.get("plugindata", {}).get("data") or answer.get("error") or answer

    def join(self, **body: Any) -> dict[str, Any]:
        """As somebody who may publish, though they do not yet."""
        return self.message(self.attach(), request="join", ptype="publisher", **body)

    def ended(self, seconds: float = 10) -> tuple[int, str]:
        """With which code and reason the relay closed it."""
        try:
            self.hear(lambda frame: False, seconds)
        except ConnectionClosed as closed:
            assert closed.rcvd is not None
            return closed.rcvd.code, closed.rcvd.reason
        raise AssertionError("it was not closed")
