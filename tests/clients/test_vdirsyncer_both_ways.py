"""A real vdirsyncer keeps files on somebody's disk and our CalDAV calendars alike, both ways."""

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.approve import approve
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.extensions import db
from booking.models import Question, Reservation, Resource
from booking.queries import calendar_texts
from booking.queries.kept import Kept
from booking.rules.requests import Edit
from tests import factories
from tests.clients import khal
from tests.clients.conftest import ONE_DATABASE
from tests.clients.vdir import Vdir
from tests.dav.apps import CalendarApp
from tests.dav.test_writing import ics
from tests.factories import NOW, person, span
from tests.serving import served
from tests.web.subscribing import booked, held

pytestmark = ONE_DATABASE
SATO = "sato@example.jp"
ACCOUNT = """
type = "caldav"
url = "{address}/dav/"
username = "{email}"
password = "{secret}"
"""


@pytest.fixture
def disk(app, monkeypatch, tmp_path):
    """Sato's, with a folder for each space."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(calendar_texts, "_kept", Kept(100))
    factories.house()
    db.session.query(Question).delete()
    db.session.commit()
    secret = CalendarApp(app, SATO).secret
    with served(app, "localhost") as address:
        account = ACCOUNT.format(address=address, email=SATO, secret=secret)
        yield Vdir(tmp_path, account, '["from a"]')


def bookings() -> list[tuple[int, str, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(Reservation).order_by(Reservation.id))
    return [(one.id, one.title, one.status) for one in rows]


def titles(disk: Vdir, slug: str = "room") -> list[str]:
    return sorted(str(item.events[0]["SUMMARY"]) for item in disk.items(slug))


def statuses(disk: Vdir) -> list[str]:
    """An event without one is confirmed."""
    return [str(item.events[0].get("STATUS", "CONFIRMED")) for item in disk.items("room")]


def test_a_new_file_is_a_booking_and_what_is_booked_elsewhere_a_new_file(disk):
    disk.write("room", "one", ics(uid="one"))
    elsewhere = booked(span(3, "14:00", "15:00"), title="定例", rrule="FREQ=WEEKLY;COUNT=3")
    assert disk.runs("sync") == 0, disk.said
    ((_, *first), (mine, *second)) = bookings()
    assert (first, second) == (["定例", "confirmed"], ["Talks", "confirmed"])
    assert titles(disk) == ["Talks", "定例"] and titles(disk, "hall") == []
    before = disk.files("room")
    assert disk.runs("sync") == 0 and disk.files("room") == before
    for tzid in ("Asia/Seoul", "America/New_York"):
        assert khal.dates(disk.folder_of("room"), tzid, "定例") == held(elsewhere)
        assert khal.dates(disk.folder_of("room"), tzid) == held(elsewhere, mine)


def test_what_is_taken_stays_on_the_disk_alone(disk):
    """It says so each time, and goes on with the others."""
    booked(span(2, "10:00", "11:00"), "kim@example.kr")
    disk.write("room", "clash", ics("20261202T103000", "20261202T113000", uid="clash", title="Clash"))
    disk.write("room", "free", ics("20261202T130000", "20261202T140000", uid="free", title="Free"))
    disk.write("hall", "other", ics("20261202T103000", "20261202T113000", uid="other", title="Other"))
    for _ in range(2):
        assert disk.runs("sync") == 1 and "409" in disk.said
        assert sorted(title for _, title, _ in bookings()) == ["Free", "Other", "Talks"]
        assert set(disk.files("room")) >= {"clash", "free"} and len(disk.files("room")) == 3
    disk.write("room", "clash", ics("20261202T150000", "20261202T160000", uid="clash", title="Clash"))
    assert disk.runs("sync") == 0, disk.said
    assert len(bookings()) == 4


def test_a_changed_file_changes_the_booking_and_a_changed_booking_the_file(disk):
    disk.write("room", "one", ics(uid="one"))
    assert disk.runs("sync") == 0
    ((number, *_),) = bookings()
    disk.write("room", "one", ics("20261203T100000", "20261203T113000", uid="one", title="Longer"))
    assert disk.runs("sync") == 0, disk.said
    assert bookings() == [(number, "Longer", "confirmed")]
    assert khal.dates(disk.folder_of("room"), "Asia/Seoul", "Longer") == held(number) != []
    change(number, Edit(title="Renamed", interval=span(4, "09:00", "10:00")), by=person(SATO), now=NOW)
    assert disk.runs("sync") == 0, disk.said
    assert titles(disk) == ["Renamed"]
    assert khal.dates(disk.folder_of("room"), "Asia/Seoul", "Renamed") == held(number)


def test_what_is_deleted_here_or_there_is_gone_on_both_sides(disk):
    disk.write("room", "one", ics(uid="one"))
    disk.write("room", "two", ics("20261202T130000", "20261202T140000", uid="two", title="Two"))
    disk.write("room", "three", ics("20261202T150000", "20261202T160000", uid="three", title="Three"))
    assert disk.runs("sync") == 0
    disk.delete("room", "one")
    second = next(number for number, title, _ in bookings() if title == "Two")
    cancel(second, by=person(SATO), now=NOW)
    assert disk.runs("sync") == 0, disk.said
    states = {title: status for _, title, status in bookings()}
    assert states == {"Talks": "cancelled", "Two": "cancelled", "Three": "confirmed"}
    assert titles(disk) == ["Three"]


def test_what_waits_for_staff_comes_back_as_tentative(disk):
    """And as confirmed once they have decided."""
    db.session.scalars(select(Resource).filter_by(slug="room")).one().policy.approval = "always"
    db.session.commit()
    disk.write("room", "one", ics(uid="one"))
    assert disk.runs("sync") == 0 == disk.runs("sync"), disk.said
    assert statuses(disk) == ["TENTATIVE"]
    ((number, *_),) = bookings()
    approve(number, by=person("staff@example.jp"), now=NOW)
    assert disk.runs("sync") == 0, disk.said
    assert statuses(disk) == ["CONFIRMED"] and bookings() == [(number, "Talks", "confirmed")]
