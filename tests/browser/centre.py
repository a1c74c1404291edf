"""A centre as `make run` starts it: all its processes, the demo, mail as files, in a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]


class RunningCentre:
    def __init__(self, folder: Path, environ: dict[str, str]):
        self.folder, self.environ = folder, environ
        self.address = environ["BASE_URL"]
        # Kinds of pages: those that a walk came by, and an address of each that it saw a link to.
        self.met, self.linked = set[str](), dict[str, str]()

    def flask(self, *command: str) -> str:
        argv = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
        done = subprocess.run(argv, cwd=ROOT, env=self.environ, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def mails(self) -> list[EmailMessage]:
        files = sorted((self.folder / "mail").glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def mails_to(self, address: str, wanted: int = 1, within: float = 60) -> list[EmailMessage]:
        """Waits, at most so many seconds, until so many are there."""
        deadline = time.monotonic() + within
        while True:
            found = [mail for mail in self.mails() if address in mail["To"]]
            if len(found) >= wanted or time.monotonic() > deadline:
                return found
            time.sleep(0.2)


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[RunningCentre]:
    environ = _environ(folder) | {"VIDEO_PROVIDER": "off"} | settings  # its ports are the same everywhere
    argv = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    with _started(argv, folder, environ) as server:
        _wait_until(lambda: re.search("is ready", (folder / "said").read_text()), server, folder / "said")
        yield RunningCentre(folder, environ)


def filled(folder: Path) -> Path:
    """With the demo, and not running."""
    RunningCentre(folder, _environ(folder)).flask("demo")
    return folder


@contextmanager
def watched(folder: Path, **settings: str) -> Iterator[RunningCentre]:
    """One process that serves and sends, of a centre that is there; what is visited is noted."""
    more = {"VISITED": str(folder / "visited"), "SCHEDULER": "on", "UNDO_FOR": "600"}
    environ = _environ(folder) | more | settings
    argv = [sys.executable, "-m", "gunicorn", "--config=gunicorn.conf.py", "--log-level=warning"]
    with _started([*argv, "tests.browser.watched:app"], folder, environ) as server:
        _wait_until(lambda: _answers(environ["BASE_URL"]), server, folder / "said")
        yield RunningCentre(folder, environ)


def _environ(folder: Path) -> dict[str, str]:
    port = _free_port()
    return os.environ | {
        "INSTANCE_PATH": str(folder),
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "TEST_CLOCK": "1",
        "TICK_INTERVAL": "1",
        "UNDO_FOR": "1",
        "INBOUND_DOMAIN": "rooms.example.jp",
        "INBOUND_URL": "pipe:",
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def _started(argv: list[str], folder: Path, environ: dict[str, str]) -> Iterator[subprocess.Popen]:
    with (folder / "said").open("w") as said:
        server = subprocess.Popen(argv, cwd=ROOT, env=environ, stdout=said, stderr=said)
    try:
        yield server
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0, (folder / "said").read_text()


def _wait_until(
    true: Callable[[], object], server: subprocess.Popen, said: Path, within: float = 120
) -> None:
    deadline = time.monotonic() + within
    while not true():
        assert server.poll() is None and time.monotonic() < deadline, said.read_text()
        time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/healthz", timeout=5):
            return True
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
