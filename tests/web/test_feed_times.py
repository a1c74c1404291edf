"""Feeds as busy times alone (?fb=1): when is taken, and nothing by which to count or to know bookings."""

from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.extensions import db
from booking.models import Resource
from booking.rules.interval import Interval, joined
from booking.rules.requests import Edit, Invited
from tests import factories
from tests.factories import NOW, person, span
from tests.ical import libical
from tests.said import said
from tests.web.subscribing import address, booked, held, meetings, queries

KIM, SATO, STAFF = "kim@example.kr", "sato@example.jp", "staff@example.jp"
WEEKLY = "FREQ=WEEKLY;COUNT=4"


@pytest.fixture(autouse=True)
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


def component(response) -> icalendar.FreeBusy:
    assert response.status_code == 200, response.text
    (found,) = icalendar.Calendar.from_ical(response.data).walk("VFREEBUSY")
    return found


def times(response, kind: str = "BUSY") -> list[Interval]:
    """As another reader takes them from the lines."""
    found = component(response).get("FREEBUSY", [])
    lines = found if isinstance(found, list) else [found]
    periods = [one for one in lines if one.params["FBTYPE"] == kind]
    return [Interval(one.start, one.end) for one in periods]


def wait_for_staff() -> None:
    db.session.scalars(select(Resource).filter_by(slug="room")).one().policy.approval = "always"
    db.session.commit()


@pytest.mark.parametrize("email, subject, level", [(KIM, "space", "busy"), (STAFF, "all", "full")])
def test_they_are_the_times_of_the_events(client, email, subject, level):
    series, single = booked(span(2, "10:00", "11:00"), rrule=WEEKLY), booked(span(3, "14:00", "15:00"))
    edit = Edit(interval=span(10, "15:00", "16:30"))
    change(series, edit, by=person(SATO), now=NOW, scope="one", recurrence_id="2026-12-09T10:00:00")
    path, _ = address(email, subject, level)
    expected = joined(Interval(*dates) for dates in held(series, single))
    assert (
        times(client.get(f"{path}?fb=1"))
        == expected
        == joined(Interval(*dates) for dates in meetings(client.get(path)))
    )
    cancel(series, by=person(SATO), now=NOW)
    assert times(client.get(f"{path}?fb=1")) == [span(3, "14:00", "15:00")]


def test_bookings_that_follow_one_another_are_one_time(client):
    booked(span(2, "10:00", "11:00"), spaces=("hall",), answers={})
    booked(span(2, "11:00", "12:00"), KIM, spaces=("hall",), answers={})
    booked(span(2, "13:00", "14:00"), spaces=("hall",), answers={})
    path, _ = address("suzuki@example.jp", space="hall")
    assert times(client.get(f"{path}?fb=1")) == [span(2, "10:00", "12:00"), span(2, "13:00", "14:00")]


def test_it_says_nothing_else(client):
    booked(title="Secret plans", attendees=(Invited("li@example.tw", "Li"),), tzid="Asia/Seoul")
    path, _ = address(KIM)
    response = client.get(f"{path}?fb=1")
    assert set(component(response)) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "FREEBUSY"}
    assert "VEVENT" not in response.text and "Secret" not in response.text and "Seoul" not in response.text
    assert "FREEBUSY;FBTYPE=BUSY:20261202T010000Z/20261202T020000Z" in response.text
    libical.needed()
    assert libical.complaints(response.data) == []
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"


def test_nothing_is_taken(client):
    found = component(client.get(f"{address(KIM)[0]}?fb=1"))
    assert "FREEBUSY" not in found and found["DTEND"].dt - found["DTSTART"].dt > timedelta(days=365)


def test_what_waits_is_told_apart_only_to_who_sees_it_in_the_events(client):
    booked(span(2, "10:00", "11:00"))
    wait_for_staff()
    booked(span(3, "10:00", "11:00"))
    firm, waiting = [span(2, "10:00", "11:00")], [span(3, "10:00", "11:00")]
    staffs, kims = f"{address(STAFF, level='titles')[0]}?fb=1", f"{address(KIM)[0]}?fb=1"
    assert (times(client.get(staffs)), times(client.get(staffs), "BUSY-TENTATIVE")) == (firm, waiting)
    assert times(client.get(kims)) == firm + waiting and times(client.get(kims), "BUSY-TENTATIVE") == []


def test_a_change_that_waits_holds_the_new_time_too(client):
    number = booked(span(2, "10:00", "11:00"))
    wait_for_staff()
    change(number, Edit(interval=span(2, "10:30", "12:00")), by=person(SATO), now=NOW)
    path = f"{address(STAFF, level='full')[0]}?fb=1"
    assert times(client.get(path)) == [span(2, "10:00", "11:00")]
    assert times(client.get(path), "BUSY-TENTATIVE") == [span(2, "11:00", "12:00")], "no time twice"


def test_it_has_a_tag_of_its_own_and_keeps_it(client):
    booked()
    path, _ = address(KIM)
    usual, alone = client.get(path).headers["ETag"], client.get(f"{path}?fb=1")
    assert alone.headers["ETag"] != usual and alone.last_modified == NOW
    again = client.get(f"{path}?fb=1", headers={"If-None-Match": alone.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"{path}?fb=1").data == alone.data


def test_its_questions_do_not_grow_with_the_bookings(client):
    path, counts = f"{address(KIM)[0]}?fb=1", []
    client.get(path)
    for day in (2, 3, 4):
        booked(span(day, "10:00", "11:00"))
        counts.append(len(queries(lambda: client.get(path))[1]))
    assert len(set(counts)) == 1


def test_its_name_is_the_calendars(client):
    text = client.get(f"{address(SATO, 'me')[0]}?fb=1").text.replace("\r\n ", "")
    assert f"X-WR-CALNAME:{said('ja', 'My bookings')} – Centre" in text
