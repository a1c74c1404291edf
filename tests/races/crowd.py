"""Many clients at one moment, against real server processes on a unix socket."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    pid: int
    seconds: float
    tag: str | None = None


class Connection(HTTPConnection):
    """Over a unix socket."""

    def __init__(self, path: str):
        super().__init__("localhost", timeout=90)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


@contextmanager
def server(database_url: str, workers: int = 8, faults: str = "") -> Iterator[str]:
    """The path of its socket. The processes are forked from one that has loaded everything."""
    folder = tempfile.mkdtemp(prefix="race")
    path = f"{folder}/s"
    env = os.environ | {
        "DATABASE_URL": database_url,
        "INSTANCE_PATH": f"{folder}/instance",
        "SECRET_KEY": "tests",
        "BASE_URL": "http://localhost",
        "SCHEDULER": "off",
        "RACE_FAULTS": faults,
    }
    said = open(f"{folder}/said", "w+")  # noqa: SIM115  (closed below, after the server)
    command = [sys.executable, "-m", "gunicorn", "-c", "/dev/null", "-w", str(workers), "-k", "gthread"]
    command += [
        "--threads",
        "3",
        "--worker-connections",
        "3",  # so that twenty clients are spread over seven processes
        "--preload",
        "--no-control-socket",
        "--graceful-timeout",
        "1",
        "-b",
        f"unix:{path}",
        "tests.races.app:app",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=said)
    try:
        _wait(path, process, said)
        yield path
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(20)
        said.close()
        shutil.rmtree(folder)


def _wait(path: str, process: subprocess.Popen, said) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return Connection(path).connect()
        except OSError:
            time.sleep(0.05)
    said.seek(0)
    raise RuntimeError(said.read())


@dataclass(frozen=True)
class Post:
    token: str
    body: dict[str, Any]
    key: str | None = None
    to: str = "/api/v1/reservations"
    verb: str = "POST"
    after: float = 0  # seconds from the moment when all are let go
    tag: str | None = None  # If-Match


def at_once(path: str, posts: Sequence[Post]) -> list[Answer]:
    """All connected first, then let go together."""
    barrier = threading.Barrier(len(posts))
    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(lambda post: _post(path, post, barrier), posts))


def _post(path: str, post: Post, barrier: threading.Barrier) -> Answer:
    connection, content = Connection(path), json.dumps(post.body)
    headers = {"Authorization": f"Bearer {post.token}", "Content-Type": "application/json"}
    headers |= {"Idempotency-Key": post.key} if post.key else {}
    headers |= {"If-Match": post.tag} if post.tag else {}
    connection.connect()
    barrier.wait(30)
    time.sleep(post.after)
    begun = time.monotonic()
    connection.request(post.verb, post.to, content, headers)
    response = connection.getresponse()
    text = response.read()
    connection.close()
    pid, tag = int(response.headers.get("X-Worker-Pid", 0)), response.headers.get("ETag")
    return Answer(response.status, json.loads(text or "null"), pid, time.monotonic() - begun, tag)
