"""Mails to put before the doors, and rows to look at afterwards."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import select

from booking.extensions import db
from booking.mailbox.door import Door
from booking.mailbox.parts import LARGEST
from booking.models import InboundMessage

ROOT = Path(__file__).parents[2]
ROOM, HALL = "room@rooms.example", "hall@rooms.example"
Stored = list[tuple[bytes, tuple[str, ...], int]]


def mail(number: int = 1, body: str = "Good morning", extra: str = "") -> bytes:
    lines = [
        f"{extra}From: Li <Li@example.tw>", f"To: Room <{ROOM}>", f"Subject: mail {number}",
        f"Message-ID: <{number}@example.tw>", "", body, "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def large(number: int = 1) -> bytes:
    return mail(number, "x" * 70 + ("\r\n" + "x" * 70) * (LARGEST // 72))


def rows() -> list[InboundMessage]:
    db.session.rollback()
    return list(db.session.scalars(select(InboundMessage).order_by(InboundMessage.id)))


def wait_until(true: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


class Shelf:
    """Stores into a list, not a database; `faults` are raised one by one, for a mail that has the word."""

    def __init__(self) -> None:
        self.stored: Stored = []
        self.faults: dict[bytes, list[Exception]] = {}
        self.before: Callable[[], None] = lambda: None

    def __call__(self, raw: bytes, envelope: Sequence[str], size: int = 0) -> None:
        self.before()
        for word, faults in self.faults.items():
            if word in raw and faults:
                raise faults.pop(0)
        self.stored.append((raw, tuple(envelope), size))

    def subjects(self) -> list[str]:
        return [raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode() for raw, _, _ in self.stored]


def door(url: str, shelf: Shelf, every: float = 0.05, **settings: object) -> Door:
    usual = {
        "INBOUND_URL": url, "INBOUND_DOMAIN": "rooms.example", "INBOUND_EVERY": timedelta(seconds=every),
        "INBOUND_TOKEN_URL": "", "MAIL_FROM": "rooms@centre.example", "ORGANIZER_ADDRESS": "",
        "BOUNCE_ADDRESS": "bounce@centre.example",
    }  # fmt: skip
    return Door(usual | settings, shelf, lambda: None, Event())


@contextmanager
def reading(read: Callable[[Door], None], given: Door) -> Iterator[None]:
    """In a thread of its own, as in the mailbox process."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            read(given)
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        given.stopping.set()
        thread.join(15)
    assert not thread.is_alive() and not failed, failed


@contextmanager
def process(app, url: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """`flask --app wsgi mailbox` on the test's own database."""
    names = ("SECRET_KEY", "BASE_URL")
    environ = {name: str(app.config[name]) for name in names} | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "INBOUND_URL": url, "TEST_CLOCK": "",
        "INSTANCE_PATH": str(app.config["INSTANCE_PATH"]), "SCHEDULER": "off",
    }  # fmt: skip
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "mailbox"]
    begun = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environ | settings, text=True, stderr=subprocess.PIPE
    )
    try:
        yield begun
    finally:
        begun.kill()
        begun.communicate()
