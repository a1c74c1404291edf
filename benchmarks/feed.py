"""A feed of 2,000 events: unchanged against the cheapest page of who is signed in, whole against a bare Flask
route with the same bytes, and after one change against writing all of it.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from benchmarks import calendars, centre
from benchmarks.calendar_app import starts
from benchmarks.many import changes
from benchmarks.readers import signed_in
from benchmarks.row import Row
from benchmarks.server import Server, gunicorn

EVENTS, TIMES, LOOKS = 2000, 60, 20
PAGE = "/"  # the cheapest for who is signed in
Ask = Callable[[], float]  # seconds


def rows() -> Iterator[Row]:
    for made in (centre.sqlite, centre.postgresql):
        with made() as house:
            yield from _rows(house)


def _rows(house: centre.Centre) -> Iterator[Row]:
    at, path = calendars.fill(house, EVENTS), f"/feeds/{calendars.feed(house)}.ics?all=1"
    cookie = _cookie(house)
    with gunicorn("wsgi:app", 1, **house.environ, FEED_RATE="1000000") as server:
        reader = Reader(server)
        whole = reader.ask(path)
        _demand_all(reader.body, at)
        known, unchanged = {"If-None-Match": reader.etag}, Reader(server)
        pair = _turns(lambda: unchanged.ask(path, known, 304), lambda: reader.ask(PAGE, cookie))
        yield _row(house, "unchanged (304)", pair, "at most 1.5", f"against {PAGE}")
        reader.ask(path)
        with _bare(reader.body) as bare:
            least = Reader(bare)
            pair = _turns(lambda: reader.ask(path), lambda: least.ask("/"))
        yield _row(house, "whole", pair, "at most 2", "against the same bytes from a bare route")
        pair = _changed(house, reader, path), whole
        yield _row(house, "one changed", pair, "at most 0.02", "against the first, by a server just started")


def _row(house: centre.Centre, name: str, seconds: tuple[float, float], goal: str, note: str) -> Row:
    ours, bare = (each * 1e3 for each in seconds)
    return Row(
        f"feed of {EVENTS} events, {name}, {house.kind}", "ms each", ours, bare, ours / bare, goal, note
    )


class Reader:
    """One connection; `body` and `etag` are of the last answer."""

    def __init__(self, server: Server):
        self._connection, self.body, self.etag = server.connect(), b"", ""

    def ask(self, path: str, headers: dict[str, str] | None = None, wanted: int = 200) -> float:
        self._connection.close()
        self._connection.connect()
        began = time.perf_counter()
        self._connection.request("GET", path, headers=headers or {})
        answer = self._connection.getresponse()
        self.body = answer.read()
        taken = time.perf_counter() - began
        if answer.status != wanted:
            raise SystemExit(f"{path}: {answer.status}, not {wanted}")
        self.etag = answer.getheader("ETag") or ""
        return taken


def _turns(ours: Ask, bare: Ask) -> tuple[float, float]:
    """Medians of both."""
    taken = [(ours(), bare()) for _ in range(TIMES + 5)][5:]
    return statistics.median(one for one, _ in taken), statistics.median(one for _, one in taken)


def _demand_all(body: bytes, at: list) -> None:
    events = body.decode().split("BEGIN:VEVENT")[1:]
    if not set(at) <= starts(f"BEGIN:VEVENT{event}" for event in events):
        raise SystemExit("a feed without all that the database holds")


def _changed(house: centre.Centre, reader: Reader, path: str) -> float:
    """A booking gets another title before each look, which must show it."""
    taken = []
    for number, _ in enumerate(islice(changes(house), LOOKS)):
        taken.append(reader.ask(path))
        if f"SUMMARY:展示見学 {number}\r\n".encode() not in reader.body:
            raise SystemExit("a feed without the change")
    return statistics.median(taken)


def _cookie(house: centre.Centre) -> dict[str, str]:
    os.environ.update(house.environ)
    from booking.app import create_app

    with create_app().app_context():
        return {"Cookie": signed_in(calendars.EMAIL)["Cookie"]}


@contextmanager
def _bare(body: bytes) -> Iterator[Server]:
    with tempfile.NamedTemporaryFile() as kept:
        Path(kept.name).write_bytes(body)
        settings = {"BARE_BODY": kept.name, "BARE_TYPE": "text/calendar"}
        with gunicorn("benchmarks.bare:app", 1, **settings) as server:
            yield server
