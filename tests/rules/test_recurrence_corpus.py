"""Series of other makers: the same meetings as recurring-ical-events finds. Collected where samples lie."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar, Event
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from booking.rules.recurrence import expand, faults
from tests.samples import CORPUS

WINDOW = timedelta(days=1000)
# What these makers mean by names that are nobody else's.
OWN_NAMES = {
    "Eastern": "America/New_York",
    "GMT +0100 (Standard) / GMT +0200 (Daylight)": "Europe/Berlin",
}


def calendars() -> Iterator[tuple[str, Calendar]]:
    for file in sorted(path for path in CORPUS.rglob("*") if path.is_file() and path.suffix != ".tsv"):
        try:
            found = Calendar.from_ical(file.read_bytes(), multiple=True)
        except ValueError:
            continue
        yield from ((f"{file.parent.name}/{file.name}", calendar) for calendar in found)


def zone(event: Event) -> str:
    """Empty for a whole day, a floating time and a zone that nobody knows."""
    starts = event.DTSTART
    if not isinstance(starts, datetime) or starts.tzinfo is None:
        return ""
    name = event["DTSTART"].params.get("TZID", "")
    known = starts.tzinfo.key if isinstance(starts.tzinfo, ZoneInfo) else ""
    return known or WINDOWS_TO_OLSON.get(name, "") or OWN_NAMES.get(name, "")


def naive(at: datetime) -> datetime:
    return at.replace(tzinfo=None)


def exdates(event: Event) -> list[datetime]:
    lists = event.get("EXDATE", [])
    return [naive(one.dt) for dates in (lists if isinstance(lists, list) else [lists]) for one in dates.dts]


def series() -> Iterator[tuple[str, Event, str, str]]:
    """(file, event, rule, zone) of those that we take."""
    for name, calendar in calendars():
        for event in calendar.walk("VEVENT"):
            if "RRULE" in event and "RDATE" not in event and (tzid := zone(event)):
                rule = event["RRULE"].to_ical().decode()
                if not faults(rule, naive(event.DTSTART), tzid):
                    yield name, event, rule, tzid


SERIES = list(series())


def test_there_are_samples():
    assert len(SERIES) >= 15
    assert {name.split("/")[0] for name, *_ in SERIES} >= {
        "generated-by-thunderbird-153", "ical4j+ical4j", "stalwartlabs+calcard",
    }  # fmt: skip


@pytest.mark.parametrize("name, event, rule, tzid", SERIES, ids=[name for name, *_ in SERIES])
def test_the_same_meetings(name, event, rule, tzid):
    alone = Calendar()
    alone.add_component(event)
    starts = event.DTSTART
    theirs = recurring_ical_events.of(alone).between(starts, starts + WINDOW)
    ours = expand(rule, naive(starts), tzid, last=naive(starts) + WINDOW, exdates=exdates(event))
    assert len(ours.walls) > 1
    assert list(ours.walls) == sorted(naive(found.DTSTART) for found in theirs)
