"""Whose bookings stand in a feed, and that it follows what its reader may see."""

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.feeds import make_feed
from booking.actions.resources import edit_resource
from booking.errors import Forbidden, Invalid, NotFound
from booking.extensions import db
from booking.models import Company, Resource, User
from booking.rules.requests import Edit, Invited
from tests import factories
from tests.factories import NOW, person, span
from tests.said import said
from tests.web.subscribing import address, booked, events

SATO, SUZUKI, KIM, STAFF = "sato@example.jp", "suzuki@example.jp", "kim@example.kr", "staff@example.jp"


@pytest.fixture(autouse=True)
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


def three_bookings() -> None:
    booked(span(2, "10:00", "11:00"), SATO, title="Sato's", attendees=(Invited("li@example.tw", "Li"),))
    booked(span(3, "10:00", "11:00"), SUZUKI, title="Suzuki's", spaces=("hall",), answers={})
    booked(span(4, "10:00", "11:00"), KIM, title="Kim's")


def titles(client, path: str) -> list[str]:
    return [str(found["SUMMARY"]) for found in events(client.get(path))]


def user(email: str) -> User:
    return db.session.scalars(select(User).filter_by(email=email)).one()


def test_a_companys_is_what_its_people_booked(client):
    three_bookings()
    path, _ = address(SUZUKI, "company", "full")
    assert titles(client, path) == ["Sato's", "Suzuki's"]
    (first, _), text = events(client.get(path)), client.get(path).text.replace("\r\n ", "")
    assert "Li" in first["DESCRIPTION"] and "URL" in first and "/reply/" not in text
    assert "X-WR-CALNAME:北海ソフト – Centre" in text


def test_of_a_companys_one_may_show_less(client):
    three_bookings()
    assert titles(client, address(SUZUKI, "company", "busy")[0]) == [said("ja", "Busy")] * 2
    (first, _) = events(client.get(address(SUZUKI, "company", "titles")[0]))
    assert first["SUMMARY"] == "Sato's" and "DESCRIPTION" not in first and "URL" not in first


def test_staff_follow_all_bookings(client):
    three_bookings()
    path, _ = address(STAFF, "all", "full")
    assert titles(client, path) == ["Sato's", "Suzuki's", "Kim's"]
    assert "X-WR-CALNAME:All bookings – Centre" in client.get(path).text


@pytest.mark.parametrize("email, subject", [(SUZUKI, "company"), (STAFF, "all"), (SATO, "me")])
def test_each_hears_of_every_change(client, email, subject):
    path, _ = address(email, subject, "full")
    tags = [client.get(path).headers["ETag"]]
    number = booked(span(2, "10:00", "11:00"), SATO)
    tags.append(client.get(path).headers["ETag"])
    change(number, Edit(title="Other"), by=person(SATO), now=NOW)
    tags.append(client.get(path).headers["ETag"])
    edit_resource("room", by=person(STAFF), now=NOW, values={"names": {"en": "Red room"}})
    tags.append(client.get(path).headers["ETag"])
    cancel(number, by=person(SATO), now=NOW)
    tags.append(client.get(path).headers["ETag"])
    assert len(set(tags)) == 5


def test_a_booking_of_another_company_is_no_change(client):
    path, _ = address(SUZUKI, "company", "full")
    etag = client.get(path).headers["ETag"]
    booked(span(2, "10:00", "11:00"), KIM)
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_who_changes_the_company_follows_the_new_one(client):
    three_bookings()
    path, _ = address(SUZUKI, "company", "full")
    before = client.get(path).headers["ETag"]
    daejeon = db.session.scalars(select(Company).filter_by(name="한빛정보")).one()
    user(SUZUKI).company_id = daejeon.id
    db.session.commit()
    after = client.get(path, headers={"If-None-Match": before})
    assert [str(found["SUMMARY"]) for found in events(after)] == ["Kim's"]
    user(SUZUKI).company_id = None
    db.session.commit()
    assert titles(client, path) == []


def test_who_is_staff_no_more_finds_the_calendar_empty(client):
    three_bookings()
    path, _ = address(STAFF, "all", "full")
    before = client.get(path).headers["ETag"]
    user(STAFF).role = "member"
    db.session.commit()
    after = client.get(path, headers={"If-None-Match": before})
    assert events(after) == [] and "Kim" not in after.text


def refused(email: str, error: type[Exception], **wish: str) -> None:
    with pytest.raises(error):
        make_feed(by=person(email), now=NOW, **wish)


def test_who_may_have_which():
    for email in (SATO, KIM):
        refused(email, Forbidden, subject="all")
        refused(email, Forbidden, subject="space", space="room", level="titles")
        refused(email, Forbidden, subject="space", space="room", level="full")
    refused(STAFF, Invalid, subject="company")
    refused(STAFF, Invalid, subject="none")
    refused(STAFF, Invalid, subject="me", level="none")
    refused(STAFF, NotFound, subject="space", space="projector-1")
    assert all(make_feed(by=person(STAFF), now=NOW, subject=one, level="full") for one in ("all", "me"))


def test_titles_are_for_everybody_where_the_policy_shows_them():
    db.session.scalars(select(Resource).filter_by(slug="room")).one().policy.visibility = "titles"
    db.session.commit()
    assert make_feed(by=person(KIM), now=NOW, subject="space", space="room", level="titles")
    refused(KIM, Forbidden, subject="space", space="room", level="full")
    refused(KIM, Forbidden, subject="space", space="hall", level="titles")
