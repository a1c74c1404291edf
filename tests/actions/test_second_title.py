"""A title's line in a second language, and how names are read (D23)."""

import pytest

from booking.actions.account import edit_account
from booking.actions.book import book
from booking.actions.change import change
from booking.errors import Invalid
from booking.extensions import db
from booking.models import Message, Reservation, User
from booking.outbox.as_json import as_json
from booking.rules.requests import BookedFor, Edit
from booking.rules.titles import summary
from tests import factories
from tests.factories import NOW, person, wish


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def booked(by="sato@example.jp", **values):
    return book(wish(**values), by=person(by), now=NOW).id


def found(reservation_id):
    db.session.expire_all()
    return db.session.get(Reservation, reservation_id)


def test_it_is_kept_told_and_changed():
    booking = booked(second_title=" 회의 ")
    assert found(booking).second_title == "회의"
    assert as_json(found(booking), {}, NOW)["second_title"] == "회의"
    facts = db.session.scalars(db.select(Message).filter_by(kind="invitation")).one().snapshot.facts
    assert (facts["title"], facts["second_title"]) == ("Talks", "회의")
    db.session.rollback()
    change(booking, Edit(second_title=""), by=person("sato@example.jp"), now=NOW)
    assert found(booking).second_title == ""


def test_a_change_of_something_else_leaves_it():
    booking = booked(second_title="회의")
    change(booking, Edit(title="Long talks"), by=person("sato@example.jp"), now=NOW)
    assert (found(booking).title, found(booking).second_title) == ("Long talks", "회의")


def test_it_is_of_a_whole_series():
    booking = booked(second_title="회의", rrule="FREQ=WEEKLY;COUNT=3")
    with pytest.raises(Invalid) as refused:
        change(
            booking,
            Edit(second_title="x"),
            by=person("sato@example.jp"),
            now=NOW,
            scope="one",
            recurrence_id="2026-12-09T10:00:00",
        )
    assert [(rule.code, rule.field) for rule in refused.value.rules] == [
        ("only_whole_series", "second_title")
    ]


def test_it_is_as_short_as_a_title():
    with pytest.raises(Invalid):
        booked(second_title="x" * 201)


def test_calendars_show_both_in_one_line():
    assert (summary("Talks", "회의"), summary("Talks", "")) == ("Talks / 회의", "Talks")


def test_ones_own_reading_goes_with_the_booking():
    edit_account(by=person("sato@example.jp"), now=NOW, locale="ja", tzid="Asia/Tokyo", reading=" さとう ")
    booking = found(booked())
    assert booking.contact_reading == "さとう"
    assert as_json(booking, {}, NOW)["contact"]["reading"] == "さとう"


def test_staff_type_the_reading_of_whom_they_book_for():
    other = BookedFor("朴 永", reading="Park Yeong")
    assert found(booked("staff@example.jp", booked_for=other)).contact_reading == "Park Yeong"
    with pytest.raises(Invalid):
        booked("staff@example.jp", booked_for=BookedFor("朴", reading="x" * 121))


def test_an_accounts_reading_is_that_of_its_own_name_alone():
    user = db.session.scalars(db.select(User).filter_by(email="kim@example.kr")).one()
    user.reading = "Kim"
    db.session.commit()
    same, other = (BookedFor(name, email="kim@example.kr") for name in ("kim", "His colleague"))
    assert found(booked("staff@example.jp", booked_for=same)).contact_reading == "Kim"
    later = factories.span(3, "10:00", "11:00")
    assert found(booked("staff@example.jp", booked_for=other, interval=later)).contact_reading == ""
