"""A real gunicorn on loopback, the CPU it uses, and many clients that keep their connections."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
TICK = os.sysconf("SC_CLK_TCK")


@contextmanager
def gunicorn(module: str, workers: int = 2, **settings: str) -> Iterator["Server"]:
    port = _free_port()
    env = os.environ | {"PORT": str(port), "HOST": "127.0.0.1", "SCHEDULER": "off"} | settings
    argv = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "-w", str(workers), module]
    process = subprocess.Popen([*argv, "--log-level=warning"], cwd=ROOT, env=env)
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


class Server:
    def __init__(self, port: int, pid: int):
        self.port, self.pid = port, pid

    def cpu(self) -> float:
        """Seconds of CPU that its workers have used."""
        children = subprocess.run(["pgrep", "-P", str(self.pid)], capture_output=True, text=True).stdout
        return sum(_cpu(int(pid)) for pid in children.split())

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=900)


def drive(clients: int, each: int, client: Callable[[int], Callable[[], None]]) -> float:
    """Requests a second of so many clients at once, each calling what `client(n)` gave it."""
    calls = [client(n) for n in range(clients)]
    with ThreadPoolExecutor(clients) as crowd:
        began = time.perf_counter()
        list(crowd.map(lambda call: [call() for _ in range(each)], calls))
        return clients * each / (time.perf_counter() - began)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit("gunicorn did not start")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("gunicorn did not answer")
