"""When the dates of a calendar are, as three programs that others wrote understand it."""

import json
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime

import icalendar
import recurring_ical_events

from tests import tools
from tests.ical import libical

Spans = frozenset[tuple[datetime, datetime]]
ALL = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
SCRIPT = tools.SCRIPTS / "dates.mjs"


def by_icalendar(written: bytes) -> Spans:
    """By zoneinfo, for the names of our zones are known there."""
    calendar = icalendar.Calendar.from_ical(written)
    found = recurring_ical_events.of(calendar).between(*ALL)
    return frozenset((_utc(event["DTSTART"].dt), _utc(event["DTEND"].dt)) for event in found)


def _utc(at: date) -> datetime:
    assert isinstance(at, datetime)
    return at.astimezone(UTC)


def by_libical(written: bytes) -> Spans:
    """By the VTIMEZONEs of the text."""
    return frozenset(libical.dates(written))


def by_ical_js(written: Sequence[bytes]) -> list[Spans]:
    """By the VTIMEZONEs of each text."""
    texts = json.dumps([one.decode() for one in written])
    done = subprocess.run(
        [tools.node(), SCRIPT], input=texts, capture_output=True, text=True, timeout=120, check=True
    )
    return [
        frozenset((datetime.fromtimestamp(a, UTC), datetime.fromtimestamp(b, UTC)) for a, b in spans)
        for spans in json.loads(done.stdout)
    ]
