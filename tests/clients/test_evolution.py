"""A real Evolution data server, on which GNOME's calendar is built, follows a feed and books over CalDAV."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.actions.cancel import cancel
from booking.extensions import db
from booking.models import Question, Reservation
from tests.actions.dates import WEEKLY, edited, made, on, wall
from tests.clients.conftest import ONE_DATABASE
from tests.clients.evolution import Evolution, Refused, running
from tests.dav.apps import CalendarApp
from tests.factories import NOW, person, span
from tests.serving import served
from tests.web.subscribing import address, booked, held

pytestmark = [pytest.mark.clients, ONE_DATABASE]
SATO = "sato@example.jp"
EVENT = """BEGIN:VEVENT
UID:{uid}
DTSTAMP:20261124T000000Z
DTSTART:{starts}
DTEND:{ends}
SUMMARY:{title}
END:VEVENT
"""


@pytest.fixture
def evolution(evolution_data_server, tmp_path):
    with running(tmp_path) as started:
        yield started


@pytest.fixture
def url(app, desk):
    desk.now = NOW
    db.session.query(Question).delete()
    db.session.commit()
    with served(app) as url:
        yield url


@pytest.fixture
def secret(app, url) -> str:
    return CalendarApp(app, SATO).secret


def event(uid: str, title: str, starts: str = "20261202T010000Z", ends: str = "20261202T020000Z") -> str:
    return EVENT.format(uid=uid, title=title, starts=starts, ends=ends).replace("\n", "\r\n")


def bookings() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(Reservation).order_by(Reservation.id))
    return [(one.title, one.status) for one in rows]


def test_it_follows_a_feed(evolution: Evolution, url, desk):
    series, single = made(on(2), rrule=WEEKLY), booked(span(3, "14:00", "15:00"), title="定例")
    edited(series, interval=on(10, "15:00", "16:30"), scope="one", at=wall(9))
    evolution.ask("open_calendar", "feed", "webcal", f"{url}{address(SATO, 'me')[0]}")
    assert evolution.shows("feed", ["Talks", "Talks", "定例"]), "the moved date stands beside its series"
    assert evolution.dates("feed") == held(series, single)
    desk.now += timedelta(minutes=1)
    cancel(single, by=person(SATO), now=desk.now)
    evolution.ask("refresh", "feed")
    assert evolution.shows("feed", ["Talks", "Talks"]) and evolution.dates("feed") == held(series)


def test_it_signs_in_to_a_feed_without_a_secret(evolution: Evolution, url, secret):
    single = booked(title="Mine")
    number = address(SATO, "me")[1]
    evolution.ask("open_calendar", "mine", "webcal", f"{url}/feeds/{number}.ics", SATO, secret)
    assert evolution.shows("mine", ["Mine"]) and evolution.dates("mine") == held(single)


def test_it_finds_the_spaces_and_books_changes_and_calls_off(evolution: Evolution, url, secret):
    found = evolution.ask("discover", f"{url}/", SATO, secret)
    assert sorted(found.values()) == ["desk-1", "desk-2", "hall", "room"]
    room = next(href for href in found if href.endswith("/room/"))
    evolution.ask("open_calendar", "room", "caldav", room, SATO, secret)
    assert evolution.shows("room", [])
    evolution.ask("create", "room", event("one", "Talks"))
    assert bookings() == [("Talks", "confirmed")]
    with pytest.raises(Refused, match="409"):
        evolution.ask("create", "room", event("two", "Clash", "20261202T013000Z", "20261202T023000Z"))
    evolution.ask("modify", "room", event("one", "More talks", ends="20261202T030000Z"))
    assert bookings() == [("More talks", "confirmed")]
    assert [ends - begins for begins, ends in evolution.dates("room")] == [timedelta(hours=2)]
    assert evolution.shows("room", ["More talks"])
    evolution.ask("remove", "room", "one")
    assert bookings() == [("More talks", "cancelled")] and evolution.shows("room", [])


def test_it_hears_of_what_is_booked_elsewhere(evolution: Evolution, url, secret):
    evolution.ask("open_calendar", "room", "caldav", f"{url}/dav/{SATO}/room/", SATO, secret)
    booked(title="On a page")
    evolution.ask("refresh", "room")
    assert evolution.shows("room", ["On a page"])
