"""A real client, python-caldav, over a real socket."""

from contextlib import suppress
from http.client import HTTPConnection

import pytest
from caldav import DAVClient
from caldav.lib.error import AuthorizationError, DAVError
from sqlalchemy import select

from booking.extensions import db
from booking.models import Occurrence, Question
from tests.dav.apps import basic
from tests.dav.test_reading import booked
from tests.dav.test_writing import ics
from tests.factories import at, span
from tests.said import said
from tests.serving import served


@pytest.fixture
def address(app):
    with served(app) as address:
        yield address


def calendars(address, app) -> dict:
    client = DAVClient(url=f"{address}/.well-known/caldav", username=app.email, password=app.secret)
    return {str(c.url).rstrip("/").rpartition("/")[2]: c for c in client.principal().calendars()}


def test_it_finds_lists_searches_and_keeps_up(address, sato, kim):
    booked(span(2, "10:00", "11:00"), title="Second")
    booked(span(3, "10:00", "11:00"), title="Third", rrule="FREQ=DAILY;COUNT=2")
    found = calendars(address, sato)
    assert set(found) == {"room", "hall", "desk-1", "desk-2"}
    room = found["room"]
    titles = lambda events: sorted(str(e.icalendar_component["SUMMARY"]) for e in events)  # noqa: E731
    assert titles(room.events()) == ["Second", "Third"]
    assert titles(room.search(start=at(4, "00:00"), end=at(5, "00:00"), event=True)) == ["Third"]
    whole = {"start": at(1, "00:00"), "end": at(8, "00:00"), "event": True}
    assert len(room.search(**whole, expand=True)) == 3
    kept = room.objects_by_sync_token(load_objects=True)
    booked(span(7, "10:00", "11:00"), title="Seventh")
    added, gone = kept.sync()
    assert titles(added) == ["Seventh"] and list(gone) == []
    others = calendars(address, kim)["room"].events()
    assert titles(others) == [said("ko", "Busy")] * 3


def test_a_wrong_password(address, sato):
    with pytest.raises(AuthorizationError):
        DAVClient(url=f"{address}/dav/", username=sato.email, password="wrong").principal()


def test_it_books_changes_and_calls_off(address, sato):
    db.session.query(Question).delete()
    db.session.commit()
    room = calendars(address, sato)["room"]
    times = {"dtstart": at(2, "10:00"), "dtend": at(2, "11:00")}
    made = room.add_event(**times, summary="From the client")
    assert [d.status for d in dates()] == ["confirmed"]
    with pytest.raises(DAVError) as refused:
        room.add_event(dtstart=at(2, "10:30"), dtend=at(2, "11:30"), summary="Clash")
    assert "409" in str(refused.value)
    found = room.event_by_uid(str(made.icalendar_component["UID"]))
    found.icalendar_component["SUMMARY"] = "Renamed"
    found.save()
    assert [d.reservation.title for d in dates()] == ["Renamed"]
    found.delete()
    assert [d.status for d in dates()] == ["cancelled"] and room.events() == []


def dates() -> list[Occurrence]:
    db.session.rollback()
    return db.session.scalars(select(Occurrence)).all()


def test_a_body_in_chunks(address, sato):
    """As Apple's calendar sends it: no length is said beforehand."""
    authorization = basic(sato.email, sato.secret)
    db.session.query(Question).delete()
    db.session.commit()

    def sent(body: bytes) -> int:
        line = HTTPConnection(address.removeprefix("http://"), timeout=30)
        chunks = (body[n : n + 1000] for n in range(0, len(body), 1000))
        headers = {"Authorization": authorization, "Transfer-Encoding": "chunked"}
        with suppress(BrokenPipeError, ConnectionResetError):
            line.request("PUT", f"{sato.space()}one.ics", chunks, headers, encode_chunked=True)
        return line.getresponse().status

    assert sent(ics().encode()) == 201
    assert sent(b"x" * 2_100_000) == 413
