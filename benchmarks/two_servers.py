"""Ours, and Radicale as it comes with copies of all events that we give."""

import json
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import calendars
from benchmarks.calendar_app import CalendarApp
from benchmarks.centre import Centre
from benchmarks.server import gunicorn

median = statistics.median


@dataclass(frozen=True)
class Both:
    """Ours of the `house`, and the bare one; `at` is when the events in calendars.SPACE begin."""

    house: Centre
    ours: CalendarApp
    bare: CalendarApp
    at: list[datetime]

    def turns(self, times: int, ask: Callable[[CalendarApp], Any]) -> tuple[float, float]:
        """Medians of seconds; each is asked first every other time."""
        taken: dict[CalendarApp, list[float]] = {self.ours: [], self.bare: []}
        for n in range(times):
            for app in (self.ours, self.bare)[:: 1 if n % 2 else -1]:
                began = app.seconds
                ask(app)
                taken[app].append(app.seconds - began)
        return median(taken[self.ours]), median(taken[self.bare])


@contextmanager
def both(house: Centre, events: int) -> Iterator[Both]:
    at, secret = calendars.fill(house, events), calendars.password(house)
    who = (calendars.EMAIL, secret)
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        with gunicorn("wsgi:app", 1, **house.environ) as server:
            _copy(CalendarApp(server, "/dav", *who), Path(folder))
        (Path(folder) / "users").write_text(":".join(who))
        bare = {"RADICALE_FOLDER": folder}
        with gunicorn("benchmarks.bare_radicale:app", 1, **bare) as server:
            _read_once(CalendarApp(server, "", *who))
        with (
            gunicorn("wsgi:app", 1, **house.environ) as ours,
            gunicorn("benchmarks.bare_radicale:app", 1, **bare) as theirs,
        ):
            yield Both(house, CalendarApp(ours, "/dav", *who), CalendarApp(theirs, "", *who), at)


def _copy(ours: CalendarApp, folder: Path) -> None:
    for calendar in ours.calendars():
        there = folder / "collection-root" / calendars.EMAIL / calendar
        there.mkdir(parents=True)
        (there / ".Radicale.props").write_text(json.dumps({"tag": "VCALENDAR", "D:displayname": calendar}))
        for name, text in ours.texts(calendar, sorted(ours.names(calendar))).items():
            (there / name).write_bytes(text.encode())


def _read_once(bare: CalendarApp) -> None:
    """Then it has each event's time and ETag in files of its own, and need not parse it again."""
    for calendar in bare.calendars():
        bare.names(calendar)
