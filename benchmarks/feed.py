"""A feed of 2,000 events, full, unchanged and with one booking changed before each look, against a bare Flask
route that returns the same bytes.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks import centre
from benchmarks.row import Row
from benchmarks.server import Server, drive, gunicorn

EVENTS, CLIENTS, LOOKS = 2000, 4, 20


def rows() -> Iterator[Row]:
    with centre.sqlite() as house, gunicorn("wsgi:app", **house.environ, FEED_RATE="1000000") as server:
        path = f"/feeds/{_filled(house)}.ics?all=1"
        body, etag = _get(server, path)
        count = body.count(b"BEGIN:VEVENT")
        drive(CLIENTS, 5, lambda n: _caller(server, path, {}, 200))  # every worker has the texts
        full = drive(CLIENTS, 25, lambda n: _caller(server, path, {}, 200))
        unchanged = drive(CLIENTS, 200, lambda n: _caller(server, path, {"If-None-Match": etag}, 304))
        changed = _changing(house, server, path)
    yield _row(f"feed of {count} events, full", full, _bare(body, 25), "the more the better")
    yield _row(
        f"feed of {count} events, one changed", changed, _bare(body, 25, clients=1), "the more the better"
    )
    yield _row(f"feed of {count} events, unchanged (304)", unchanged, _bare(b"", 200), "the more the better")


def _row(name: str, ours: float, bare: float, goal: str) -> Row:
    return Row(name, "requests/s", ours, bare, ours / bare, goal)


def _filled(house: centre.Centre) -> str:
    """Books until there are so many events, and gives the feed's secret."""
    from benchmarks.many import feed_of

    return feed_of(house, EVENTS)


def _changing(house: centre.Centre, server: Server, path: str) -> float:
    """Looks a second of one reader, before each of whom a booking gets another title."""
    from benchmarks.many import changes

    call, looked = _caller(server, path, {}, 200), []
    for _ in islice(changes(house), LOOKS):
        began = time.perf_counter()
        call()
        looked.append(time.perf_counter() - began)
    return LOOKS / sum(looked)


def _get(server: Server, path: str) -> tuple[bytes, str]:
    connection = server.connect()
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.read(), answer.getheader("ETag") or ""


def _caller(server: Server, path: str, headers: dict[str, str], wanted: int) -> Callable[[], None]:
    connection = server.connect()

    def call() -> None:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != wanted:
            raise SystemExit(f"{path}: {answer.status}, not {wanted}")

    return call


def _bare(body: bytes, each: int, clients: int = CLIENTS) -> float:
    with tempfile.NamedTemporaryFile() as kept:
        Path(kept.name).write_bytes(body)
        settings = {"BARE_BODY": kept.name, "BARE_TYPE": "text/calendar"}
        with gunicorn("benchmarks.bare:app", **settings) as server:
            return drive(clients, each, lambda n: _caller(server, "/", {}, 200))
