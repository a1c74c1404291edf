"""What we write is read again as what it was: by us, by icalendar and by libical."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import assume, given

from booking.ical.itip import cancel, counter, decline_counter, reply, request
from booking.ical.reading import read
from booking.ical.vevent import Event
from tests.ical import libical
from tests.ical.examples import DIFFERENT, SERIES, event, events
from tests.ical.test_answers import ROOM

WRITERS: dict[str, Callable[[Event], bytes]] = {
    "REQUEST": request,
    "CANCEL": cancel,
    "REPLY": lambda given: reply(replace(given, attendees=(ROOM,))),
    "COUNTER": counter,
    "DECLINECOUNTER": decline_counter,
}
WHOLE = ("REQUEST", "CANCEL")  # those that say all of it again


def once(given: Event) -> bool:
    """Whether each local time of it comes once that night: of two equal ones only the first can be said."""
    repeated = (*given.exdates, *given.rdates, *([given.recurrence_at] if given.recurrence_at else ()))
    dates = (*repeated, given.starts_at, given.ends_at)
    return not any(at.astimezone(ZoneInfo(given.tzid)).fold for at in dates)


def alone_or_daily(given: Event) -> Event:
    """A rule that its start is in; one date of a series has none."""
    if given.recurrence_at:
        return replace(given, rrule="", exdates=(), rdates=())
    rrule = "FREQ=DAILY;COUNT=3" if given.rrule else ""
    return replace(given, rrule=rrule, exdates=given.exdates if rrule else (), rdates=given.rdates)


@pytest.mark.parametrize("method", WRITERS)
@given(given=events.map(alone_or_daily))
def test_we_read_what_we_write(method: str, given: Event) -> None:
    assume(once(given))
    found = read(WRITERS[method](given))
    assert (found.method, found.uid) == (method, given.uid)
    [event] = found.events
    assert (event.starts_at, event.ends_at, event.tzid) == (given.starts_at, given.ends_at, given.tzid)
    assert (event.recurrence_at, event.sequence) == (given.recurrence_at, given.sequence)
    assert event.dtstamp == given.dtstamp and event.organizer and given.organizer
    assert event.organizer.address == given.organizer.address
    if method in WHOLE:
        _the_same(event, given)


def _the_same(event: object, given: Event) -> None:
    for name in ("rrule", "transp"):
        assert getattr(event, name) == getattr(given, name)
    for name in ("exdates", "rdates"):
        assert set(getattr(event, name)) == set(getattr(given, name))
    for ours, theirs in zip(getattr(event, "attendees"), given.attendees, strict=True):  # noqa: B009
        assert replace(ours, name="") == replace(theirs, name="")


@pytest.mark.parametrize("method", WRITERS)
@given(given=events.map(alone_or_daily))
def test_the_same_instants_for_others(method: str, given: Event) -> None:
    libical.needed()
    assume(once(given))
    written = WRITERS[method](given)
    [theirs] = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert (theirs.start, theirs.end) == (given.starts_at, given.ends_at)  # type: ignore[attr-defined]
    if within_libicals_years(given):
        assert libical.spans(written) == [(given.starts_at, given.ends_at)]


def within_libicals_years(given: Event) -> bool:
    """It knows no change of clocks after 2037, and takes each RDATE of a zone without rules for a rule."""
    return given.tzid != "Africa/Casablanca" and given.ends_at.year < 2037


@pytest.mark.parametrize("all_day", [False, True])
def test_names_texts_and_whole_days(all_day: bool) -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    midnight = datetime(2026, 12, 1, tzinfo=tokyo)
    given = event(all_day=True, starts_at=midnight, ends_at=midnight.replace(day=2)) if all_day else event()
    [found] = read(request(given), ("Asia/Tokyo",)).events
    assert (found.all_day, found.starts_at, found.ends_at) == (all_day, given.starts_at, given.ends_at)
    assert (found.summary, found.description, found.location) == (
        given.summary, given.description, given.location,
    )  # fmt: skip
    assert found.organizer == given.organizer and found.attendees == given.attendees
    assert found.status == "CONFIRMED"


def test_a_series_with_its_dates_that_differ() -> None:
    libical.needed()
    written = request(SERIES, DIFFERENT)
    found = read(written).events
    assert [one.recurrence_at for one in found] == [None, *(one.recurrence_at for one in DIFFERENT)]
    assert (found[0].rrule, found[0].exdates) == (SERIES.rrule, SERIES.exdates)
    spans = [(one.starts_at, one.ends_at) for one in (SERIES, *DIFFERENT)]
    assert [(one.starts_at, one.ends_at) for one in found] == spans == libical.spans(written)
