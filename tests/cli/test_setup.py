from datetime import timedelta

import pytest
from sqlalchemy import func, select

from booking import clock
from booking.actions.book import book
from booking.actions.sign_in import sign_in
from booking.extensions import db
from booking.models import AuditEntry, Centre, Reservation, Resource, User
from booking.queries.people import actor, by_email
from booking.queries.policies import centre, effective
from tests.factories import NOW, wish

ANSWERS = {
    "--name": "Rooms of Seoul",
    "--zone": "Asia/Seoul",
    "--languages": "ko,en",
    "--space": "room-a",
    "--space-name": "회의실 A",
    "--hours": "08:00-18:00, Sat 10:00-12:00",
    "--admin": "Boss@Example.com",
    "--admin-name": "Boss",
    "--password": "long enough to keep",
}


def options(**others):
    given = ANSWERS | {f"--{name.replace('_', '-')}": value for name, value in others.items()}
    return [part for name, value in given.items() if value is not None for part in (name, value)]


def test_a_centre_without_questions_then_sign_in_and_book(flask):
    done = flask("setup", *options())
    assert done.exit_code == 0, done.output
    assert "refuses double bookings" in done.output and "Password" not in done.output
    window = {"lifetime": timedelta(days=1), "tries": 5, "window": timedelta(minutes=5)}
    who, _ = sign_in(
        "boss@example.com", "long enough to keep", address="127.0.0.1", now=clock.now(), **window
    )
    assert who.role == "administrator"
    made = book(wish(spaces=("room-a",), answers={}, tzid="Asia/Seoul"), by=who, now=NOW)
    assert made.status == "confirmed"
    house = centre()
    assert (house.names["ko"], house.tzid, house.country, house.locale) == (
        "Rooms of Seoul", "Asia/Seoul", "KR", "ko",
    )  # fmt: skip
    assert effective(None, house.policy).opening_hours.week[6] == ((600, 720),)
    assert not house.demo


def test_a_password_is_made_and_shown_where_none_is_given(flask):
    done = flask("setup", *options(password=None))
    made = done.output.strip().splitlines()[-1].removeprefix("Password, shown only now: ")
    window = {"lifetime": timedelta(days=1), "tries": 5, "window": timedelta(minutes=5)}
    assert sign_in("boss@example.com", made, address="127.0.0.1", now=clock.now(), **window)


def test_questions_are_asked_for_what_was_not_given(flask):
    done = flask("setup", *options(name=None, zone=None), input="Asked\n\n")
    assert done.exit_code == 0, done.output
    assert (centre().names["en"], centre().tzid) == ("Asked", "Asia/Tokyo")


@pytest.mark.parametrize(
    "name, value, said",
    [
        ("zone", "Seoul", "--zone: Seoul"),
        ("languages", "ko,xx", "--languages"),
        ("space", "Room A", "--space"),
        ("hours", "all day", "--hours"),
        ("admin", "boss", "--admin: boss is not a mail address"),
        ("password", "eleven long", "--password"),
        ("name", " ", "--name: Please fill this in"),
    ],
)
def test_a_wrong_answer_is_one_line_and_nothing_is_stored(flask, name, value, said):
    done = flask("setup", *options(**{name: value}))
    assert done.exit_code == 1 and said in done.output
    assert db.session.scalar(select(func.count()).select_from(User)) == 0
    assert db.session.get(Centre, 1) is None


def test_a_centre_is_not_set_up_twice(flask):
    flask("setup", *options())
    done = flask("setup", *options(name="Another"), "--replace-demo")
    assert done.exit_code == 1 and "there is a centre already" in done.output
    assert centre().names["en"] == "Rooms of Seoul"


def test_the_demo_goes_only_when_told_and_then_wholly(flask):
    assert flask("demo").exit_code == 0
    refused = flask("setup", *options())
    assert refused.exit_code == 1 and "--replace-demo" in refused.output
    wrong = flask("setup", "--replace-demo", *options(admin="nobody"))
    assert wrong.exit_code == 1 and centre().demo
    db.session.remove()
    done = flask("setup", "--replace-demo", *options())
    assert done.exit_code == 0, done.output
    assert not centre().demo
    assert db.session.scalars(select(User.email)).all() == ["boss@example.com"]
    assert db.session.scalars(select(Resource.slug)).all() == ["room-a"]
    assert db.session.scalars(select(Reservation.id)).all() == []
    assert db.session.scalars(select(AuditEntry.action)).all() == ["set_up"]
    boss = actor(by_email("boss@example.com"), "web")
    assert book(wish(spaces=("room-a",), answers={}, tzid="Asia/Seoul"), by=boss, now=NOW)
