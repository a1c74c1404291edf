"""A centre as `make run` starts it: all its processes, the demo, mail as files, in a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

ROOT = Path(__file__).parents[2]


class RunningCentre:
    def __init__(self, folder: Path, environ: dict[str, str]):
        self.folder, self.environ = folder, environ
        self.address = environ["BASE_URL"]

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
    port = _free_port()
    environ = os.environ | {
        "INSTANCE_PATH": str(folder),
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "TEST_CLOCK": "1",
        "TICK_INTERVAL": "1",
        "UNDO_FOR": "1",
        "PYTHONUNBUFFERED": "1",
    }
    argv = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    with (folder / "said").open("w") as said:
        server = subprocess.Popen(argv, cwd=ROOT, env=environ | settings, stdout=said, stderr=said)
    try:
        _wait_until_ready(server, folder / "said")
        yield RunningCentre(folder, environ | settings)
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0, (folder / "said").read_text()


def _wait_until_ready(server: subprocess.Popen, said: Path, within: float = 120) -> None:
    deadline = time.monotonic() + within
    while not re.search("is ready", said.read_text()):
        assert server.poll() is None and time.monotonic() < deadline, said.read_text()
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
