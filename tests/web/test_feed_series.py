"""A series in a feed: its rule and what differs from it, at which every reader finds the desk's own dates."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.approve import approve
from booking.actions.cancel import cancel
from booking.actions.decline import decline
from booking.extensions import db
from booking.models import Reservation, Resource
from booking.queries import booking_events, feed_entries, feed_texts
from tests import factories
from tests.actions.dates import DAILY, SATO, WEEKLY, edited, made, on, ruled, wall
from tests.factories import NOW, at, person, span
from tests.ical import libical
from tests.said import said
from tests.web.subscribing import address, booked, events, held, meetings

STAFF = "staff@example.jp"


@pytest.fixture(autouse=True)
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


def feeds(space: str = "room") -> list[str]:
    """At every level, of every subject, as a series and date by date."""
    spaces = [address(STAFF, level=level, space=space)[0] for level in ("busy", "titles", "full")]
    others = [address(SATO, "me")[0], address(SATO, "company", "full")[0], address(STAFF, "all", "titles")[0]]
    return [path + query for path in spaces + others for query in ("", "?expand=1")]


def changed_in_every_way(number: int) -> None:
    edited(number, interval=on(10, "15:00", "16:30"), scope="one", at=wall(9))
    cancel(number, by=person(SATO), now=NOW, scope="one", recurrence_id=wall(16))


def test_every_reader_finds_the_dates_of_the_desk(client):
    number = made(on(2), rrule=WEEKLY)
    changed_in_every_way(number)
    assert len(held(number)) == 3
    for path in feeds():
        assert meetings(client.get(path)) == held(number), path


def test_it_is_one_event_and_one_for_each_date_that_differs(client):
    number = made(on(2), rrule=WEEKLY, title="Course")
    changed_in_every_way(number)
    master, moved = events(client.get(address(STAFF, level="titles")[0]))
    assert master["UID"] == moved["UID"] == db.session.get(Reservation, number).uid
    assert master["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=4" and "RECURRENCE-ID" not in master
    assert [str(found.dt) for found in master["EXDATE"].dts] == ["2026-12-16 10:00:00+09:00"]
    assert str(moved["RECURRENCE-ID"].dt) == "2026-12-09 10:00:00+09:00"
    assert moved["RECURRENCE-ID"].params["TZID"] == master["DTSTART"].params["TZID"] == "Asia/Tokyo"
    assert (master["SEQUENCE"], master["DTSTAMP"].dt) == (db.session.get(Reservation, number).changes, NOW)
    assert "VALARM" not in client.get(address(STAFF, level="full")[0]).text


def test_date_by_date_for_simple_readers(client):
    number = made(on(2), rrule=WEEKLY)
    changed_in_every_way(number)
    path, _ = address(STAFF, level="titles")
    found = events(client.get(f"{path}?expand=1"))
    assert not [name for one in found for name in ("RRULE", "RECURRENCE-ID", "EXDATE") if name in one]
    assert len({str(one["UID"]) for one in found}) == 3
    assert client.get(path).headers["ETag"] != client.get(f"{path}?expand=1").headers["ETag"]


def test_busy_times_of_a_series_tell_no_uid_no_count_and_no_title(client):
    number = made(on(2), rrule=WEEKLY, title="Secret plans")
    edited(number, title="Also secret", scope="one", at=wall(9))
    response = client.get(address("kim@example.kr")[0])
    (master,) = events(response)
    assert (master["SUMMARY"], master["SEQUENCE"]) == (said("ko", "Busy"), 0)
    assert db.session.get(Reservation, number).uid not in response.text and "ecret" not in response.text
    assert booking_events.FILLED_IN not in response.text


def test_busy_times_do_not_betray_the_zone_of_a_series(client):
    number = made(on(2), rrule=WEEKLY, tzid="Asia/Seoul")
    path, _ = address("kim@example.kr")
    response = client.get(path)
    assert "Seoul" not in response.text and "RRULE" not in response.text
    assert meetings(response) == held(number)
    assert len({str(one["UID"]) for one in events(response)}) == 4


def test_a_date_in_another_space_stands_in_the_feed_of_that_one(client):
    number = made(on(2), rrule=WEEKLY)
    edited(number, spaces=("hall",), scope="one", at=wall(9))
    here, there = address(STAFF, level="titles")[0], address(STAFF, level="titles", space="hall")[0]
    second = held(number)[1]
    assert meetings(client.get(there)) == [second]
    assert meetings(client.get(here)) == [date for date in held(number) if date != second]
    assert [str(one["LOCATION"]) for one in events(client.get(there))] == ["hall, Centre"]
    assert meetings(client.get(address(SATO, "me")[0])) == held(number)
    assert meetings(client.get(address(STAFF, space="desk-1")[0])) == [second]


def test_a_request_of_which_one_date_was_approved(client):
    db.session.scalars(select(Resource).filter_by(slug="room")).one().policy.approval = "always"
    db.session.commit()
    number = made(on(2), rrule=DAILY)
    approve(number, by=person(STAFF), now=NOW, scope="one", recurrence_id=wall(3))
    master, approved = events(client.get(address(STAFF, level="titles")[0]))
    assert (master["STATUS"], approved["STATUS"]) == ("TENTATIVE", "CONFIRMED")
    assert {str(one["STATUS"]) for one in events(client.get(address("kim@example.kr")[0]))} == {"CONFIRMED"}


def test_what_a_change_that_waits_would_hold_is_busy_beside_the_old(client):
    number = made(on(2))
    for slug in ("room", "hall"):
        ruled(slug, approval="always")
    edited(number, interval=on(3, "13:00", "14:00"), spaces=("hall",))
    old, new = [held(number)[0]], [(at(3, "13:00"), at(3, "14:00"))]
    for space, dates in (("room", old), ("hall", new), ("desk-1", new)):
        for level in ("busy", "full"):
            response = client.get(address(STAFF, level=level, space=space)[0])
            assert meetings(response) == dates, (space, level)
    (asked,) = events(response)
    assert (asked["STATUS"], asked["LOCATION"]) == ("TENTATIVE", "desk-1, Centre")
    assert meetings(client.get(address(SATO, "me")[0])) == old, "published is the old alone"
    path, _ = address("kim@example.kr", space="hall")
    assert meetings(client.get(path)) == new
    decline(number, by=person(STAFF), now=NOW, reason="no")
    assert meetings(client.get(path)) == []


def test_candidates_are_events_of_their_own(client):
    number = booked(span(2, "10:00", "11:00"), candidates=(span(3, "10:00", "11:00"),))
    path, _ = address(SATO, "me")
    found = events(client.get(path))
    assert len({str(one["UID"]) for one in found}) == len(found) == 2
    assert meetings(client.get(path)) == held(number)


def test_a_series_is_cut_off_as_a_whole_and_dates_one_by_one(client, monkeypatch):
    monkeypatch.setattr(feed_texts, "MOST", 3)
    series, _ = made(on(2), rrule=WEEKLY), [booked(span(day, "14:00", "15:00")) for day in (2, 3, 4)]
    changed_in_every_way(series)
    path, _ = address(STAFF, level="titles")
    assert len(events(client.get(path))) == 3 and len(events(client.get(f"{path}?all=1"))) == 5
    assert len(events(client.get(f"{path}?expand=1"))) == 3
    assert meetings(client.get(f"{path}?expand=1")) == meetings(client.get(f"{path}?expand=1&all=1"))[:3]


def test_only_a_changed_series_is_written_anew(client, monkeypatch):
    written: list[str] = []
    serialise = feed_entries.serialise
    monkeypatch.setattr(feed_entries, "serialise", lambda e: written.append(e.summary) or serialise(e))
    one, _ = made(on(2), rrule=WEEKLY, title="One"), made(on(3), rrule=WEEKLY, title="Other")
    path, _ = address(STAFF, level="titles")
    client.get(path)
    assert sorted(written) == ["One", "Other"]
    cancel(one, by=person(SATO), now=NOW, scope="one", recurrence_id=wall(16))
    client.get(path)
    assert written[2:] == ["One"]


def test_libical_finds_no_fault_with_it(client):
    libical.needed()
    changed_in_every_way(made(on(2), rrule=WEEKLY))
    for path in feeds():
        assert libical.complaints(client.get(path).data) == [], path


def test_what_is_past_stays_with_its_series(client, monkeypatch):
    """The window decides whether a series is there, not how much of it."""
    number = made(on(2), rrule=WEEKLY)
    later = SimpleNamespace(at=NOW.replace(month=1, year=2027, day=10))
    monkeypatch.setattr(clock, "now", lambda: later.at)
    path, _ = address(STAFF, level="titles")
    assert meetings(client.get(path)) == held(number)
    assert len(events(client.get(f"{path}?expand=1"))) == 2
