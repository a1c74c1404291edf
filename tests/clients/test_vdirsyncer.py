"""A real vdirsyncer subscribes over HTTP: what it has on its disk are the dates of the database."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events
from werkzeug.serving import make_server

from booking import clock
from booking.actions.cancel import cancel
from booking.actions.tokens import revoke_token
from tests import factories
from tests.actions.dates import SATO, WEEKLY, edited, made, on, wall
from tests.factories import NOW, person, span
from tests.web.subscribing import address, booked, held

CONFIG = """
[general]
status_path = "{folder}/status/"
[pair feed]
a = "remote"
b = "local"
collections = null
conflict_resolution = "a wins"
[storage remote]
type = "http"
url = "{url}"
[storage local]
type = "filesystem"
path = "{folder}/calendar/"
fileext = ".ics"
"""


class Subscriber:
    def __init__(self, folder: Path, url: str):
        self.folder = folder
        (folder / "calendar").mkdir()
        (folder / "config").write_text(CONFIG.format(folder=folder, url=url))
        assert self.runs("discover", "feed") == 0

    def runs(self, *words: str) -> int:
        command = [sys.executable, "-m", "vdirsyncer", "-c", str(self.folder / "config"), *words]
        return subprocess.run(command, capture_output=True, timeout=60, input=b"y\n").returncode

    def items(self) -> list[icalendar.Calendar]:
        files = sorted((self.folder / "calendar").glob("*.ics"))
        return [icalendar.Calendar.from_ical(file.read_bytes()) for file in files]

    def dates(self) -> list[tuple[datetime, datetime]]:
        around = (NOW - timedelta(days=400), NOW + timedelta(days=800))
        found = [date for item in self.items() for date in recurring_ical_events.of(item).between(*around)]
        return sorted((d["DTSTART"].dt.astimezone(UTC), d["DTEND"].dt.astimezone(UTC)) for d in found)


@pytest.fixture
def url(app, monkeypatch) -> Iterator[str]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()
    server = make_server("localhost", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.port}"
    server.shutdown()


@pytest.mark.parametrize("subject, level", [("me", "full"), ("space", "busy")])
def test_it_has_the_dates_of_the_database(url, tmp_path, subject, level):
    series, single = made(on(2), rrule=WEEKLY), booked(span(3, "14:00", "15:00"))
    edited(series, interval=on(10, "15:00", "16:30"), scope="one", at=wall(9))
    path, token_id = address(SATO, subject, level)
    reader = Subscriber(tmp_path, url + path)
    assert reader.runs("sync") == 0
    assert reader.dates() == held(series, single) and len(reader.items()) == 2
    cancel(series, by=person(SATO), now=NOW, scope="one", recurrence_id=wall(16))
    cancel(single, by=person(SATO), now=NOW)
    assert reader.runs("sync") == 0
    assert reader.dates() == held(series) and len(reader.items()) == 1
    revoke_token(token_id, by=person(SATO), now=NOW)
    assert reader.runs("sync") != 0


def test_date_by_date_each_is_an_item_of_its_own(url, tmp_path):
    series = made(on(2), rrule=WEEKLY)
    reader = Subscriber(tmp_path, f"{url}{address(SATO, 'me')[0]}?expand=1")
    assert reader.runs("sync") == 0
    assert reader.dates() == held(series) and len(reader.items()) == 4
