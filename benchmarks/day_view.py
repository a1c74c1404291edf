"""A day as eight signed-in people see it while bookings change, against a bare route with the same bytes."""

import http.client
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from benchmarks import centre
from benchmarks.readers import Day, Send
from benchmarks.row import Row
from benchmarks.server import Server, drive, gunicorn
from benchmarks.within import answer, milliseconds, sender

EACH, PAUSE, GOAL = 500, 0.1, "at least 0.25"


def rows() -> Iterator[Row]:
    from booking.app import create_app

    with centre.sqlite() as house, tempfile.TemporaryDirectory(prefix="bench") as folder:
        day, page = Day(house, create_app(dict(house.environ))), Path(folder) / "page"
        page.write_bytes(answer(day.app, day, 0)[1])
        os.environ["BARE_BODY"] = str(page)
        yield _served(day)
        yield _within(day)


def _served(day: Day) -> Row:
    with gunicorn("wsgi:app", **day.house.environ) as server, _changing(day, server) as changes:
        ours, busy = _driven(server, day)
    with gunicorn("benchmarks.bare:app") as server:
        least, idle = _driven(server, day)
    note = (
        f"{len(changes)} changes meanwhile; workers' CPU {busy:.2f} and {idle:.2f} ms each: {idle / busy:.2f}"
    )
    return Row("day view, 8 readers, 2 workers", "requests/s", ours, least, ours / least, GOAL, note)


def _within(day: Day) -> Row:
    from benchmarks.bare import app

    ours = milliseconds(day.app, day, lambda: day.change(sender(day.app)), day.check)
    least = milliseconds(app, day, lambda: None, lambda status, page: None)
    note = "no server, no sockets, a change before every request"
    return Row("day view within one process", "CPU ms each", ours, least, least / ours, GOAL, note)


def _driven(server: Server, day: Day) -> tuple[float, float]:
    """(requests a second, milliseconds of the workers' CPU for each)."""
    drive(len(day.headers), 20, lambda n: _reader(server, day, n))
    before = server.cpu()
    speed = drive(len(day.headers), EACH, lambda n: _reader(server, day, n))
    return speed, (server.cpu() - before) / (EACH * len(day.headers)) * 1e3


def _reader(server: Server, day: Day, n: int) -> Callable[[], None]:
    send = _sender(server.connect())

    def call() -> None:
        status, page = send("GET", day.address, b"", day.headers[n])
        if status != 200 or not page:
            raise SystemExit(f"{day.address}: {status}")

    return call


def _sender(connection: http.client.HTTPConnection) -> Send:
    def send(method: str, address: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        connection.request(method, address, body or None, headers)
        response = connection.getresponse()
        return response.status, response.read()

    return send


@contextmanager
def _changing(day: Day, server: Server) -> Iterator[list[int]]:
    """Ten changes a second; after each, whichever worker answers must show it. All of it is our cost."""
    over, changes, send = threading.Event(), list[int](), _sender(server.connect())

    def write() -> None:
        while not over.is_set():
            began = time.monotonic()
            day.change(send)
            changes.append(len(changes))
            day.check(*send("GET", day.address, b"", day.headers[len(changes) % len(day.headers)]))
            over.wait(max(0, PAUSE - (time.monotonic() - began)))

    with ThreadPoolExecutor(1) as writer:
        done = writer.submit(write)
        try:
            yield changes
        finally:
            over.set()
        done.result()
