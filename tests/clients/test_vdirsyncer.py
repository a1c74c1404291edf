"""A real vdirsyncer subscribes over HTTP: what it has on its disk are the dates of the database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import recurring_ical_events

from booking import clock
from booking.actions.cancel import cancel
from booking.actions.tokens import revoke_token
from tests import factories
from tests.actions.dates import SATO, WEEKLY, edited, made, on, wall
from tests.clients import khal
from tests.clients.vdir import Vdir
from tests.factories import NOW, person, span
from tests.serving import served
from tests.web.subscribing import address, booked, held

ADDRESS = """
type = "http"
url = "{}"
"""


def dates(disk: Vdir) -> list[tuple[datetime, datetime]]:
    around = (NOW - timedelta(days=400), NOW + timedelta(days=800))
    found = [date for item in disk.items() for date in recurring_ical_events.of(item).between(*around)]
    return sorted((d["DTSTART"].dt.astimezone(UTC), d["DTEND"].dt.astimezone(UTC)) for d in found)


@pytest.fixture
def url(app, monkeypatch) -> Iterator[str]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()
    with served(app, "localhost") as address:
        yield address


@pytest.mark.parametrize("subject, level", [("me", "full"), ("space", "busy")])
def test_it_has_the_dates_of_the_database(url, tmp_path, subject, level):
    series, single = made(on(2), rrule=WEEKLY), booked(span(3, "14:00", "15:00"))
    edited(series, interval=on(10, "15:00", "16:30"), scope="one", at=wall(9))
    path, token_id = address(SATO, subject, level)
    reader = Vdir(tmp_path, ADDRESS.format(url + path))
    assert reader.runs("sync") == 0
    assert dates(reader) == held(series, single) and len(reader.items()) == 2
    assert khal.dates(reader.calendars, "Asia/Seoul") == held(series, single)
    cancel(series, by=person(SATO), now=NOW, scope="one", recurrence_id=wall(16))
    cancel(single, by=person(SATO), now=NOW)
    assert reader.runs("sync") == 0
    assert dates(reader) == held(series) and len(reader.items()) == 1
    revoke_token(token_id, by=person(SATO), now=NOW)
    assert reader.runs("sync") != 0


def test_date_by_date_each_is_an_item_of_its_own(url, tmp_path):
    series = made(on(2), rrule=WEEKLY)
    reader = Vdir(tmp_path, ADDRESS.format(f"{url}{address(SATO, 'me')[0]}?expand=1"))
    assert reader.runs("sync") == 0
    assert dates(reader) == held(series) and len(reader.items()) == 4
