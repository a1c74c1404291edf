"""A time that nobody uses (D18): asked about at ten past, given up only under every one of its conditions."""

from datetime import timedelta

import pytest

from booking.actions.check_in import ask_absent, check_in, check_in_by_link, release, say_coming
from booking.errors import Forbidden, NotFound, WrongState
from booking.permissions import THE_CLOCK
from booking.rules.requests import Invited
from tests import factories
from tests.actions.dates import (
    KIM,
    SATO,
    STAFF,
    SUZUKI,
    booking,
    claims,
    edited,
    made,
    mails,
    on,
    one,
    ruled,
    said,
    statuses,
    wall,
)
from tests.factories import at, person

ADMIN = "admin@example.jp"
GUEST = (Invited("li@example.tw", "Li"),)
TEN_PAST, TWENTY_PAST = at(3, "10:10"), at(3, "10:20")


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    ruled("room", check_in=True, release_no_show=True)


def somebody_waits() -> int:
    """For the second hour of a booking from ten to twelve."""
    return made(on(3, "11:00", "12:00"), who=KIM, on_conflict="waitlist")


def asked(number: int, now=TEN_PAST):
    return ask_absent(number, by=THE_CLOCK, now=now)


def by_the_clock(number: int, now=TWENTY_PAST):
    return release(number, by=THE_CLOCK, now=now)


def long(**values) -> int:
    return made(on(3, "10:00", "12:00"), attendees=GUEST, **values)


def guest(number: int) -> int:
    return next(a.id for a in booking(number).attendees if a.email == "li@example.tw")


def test_the_absent_are_asked_once_and_so_is_the_desk():
    number = long()
    assert asked(number, at(3, "10:09")) is None
    before = said()
    assert asked(number) is not None and asked(number) is None
    assert mails(before) == [
        (ADMIN, "absent_staff", None),
        (SATO, "absent", None),
        (STAFF, "absent_staff", None),
    ]
    assert one(number).asked_at == TEN_PAST


def test_nobody_is_asked_where_nobody_checks_in():
    ruled("room", check_in=False)
    assert asked(long()) is None


def test_unused_and_unanswered_it_goes_to_who_waits():
    number, waiting = long(), somebody_waits()
    asked(number)
    before = said()
    assert by_the_clock(number) is not None
    assert (statuses(number), claims(number)) == (["released"], [])
    assert one(waiting).offered_at == TWENTY_PAST  # it is the last day: offered to all
    assert (KIM, "offer", None) in mails(before) and (SATO, "released", None) in mails(before)


@pytest.mark.parametrize(
    "why", ["nobody waits", "not asked", "too early", "coming", "here", "off", "long", "booked late"]
)
def test_by_itself_nothing_is_given_up(why):
    ruled("room", release_no_show=why != "off")
    if why == "booked late":
        number = made(on(3, "10:00", "12:00"), now=at(3, "08:30"), attendees=GUEST)
    else:
        number = made(on(3, "10:00", "14:15" if why == "long" else "12:00"), attendees=GUEST)
    if why != "nobody waits":
        somebody_waits()
    if why != "not asked":
        asked(number)
    if why == "coming":
        say_coming(guest(number), now=at(3, "10:15"))
    if why == "here":
        check_in_by_link(guest(number), now=at(3, "10:15"))
    now = at(3, "10:19") if why == "too early" else TWENTY_PAST
    assert by_the_clock(number, now) is None
    assert statuses(number) == ["confirmed"] and len(claims(number)) == 1


def test_booked_two_hours_before_it_can_be_given_up():
    number = made(on(3, "10:00", "12:00"), now=at(3, "08:00"))
    somebody_waits()
    asked(number)
    assert by_the_clock(number) is not None


def test_four_hours_is_not_too_long():
    number = made(on(3, "10:00", "14:00"))
    somebody_waits()
    asked(number)
    assert by_the_clock(number) is not None


def test_staff_give_it_up_by_a_click_though_nobody_waits():
    number = long()
    with pytest.raises(Forbidden):
        release(number, by=person(SATO), now=TEN_PAST)
    with pytest.raises(WrongState):
        release(number, by=person(STAFF), now=at(3, "10:09"))
    release(number, by=person(STAFF), now=TEN_PAST, reason="Nobody came")
    assert statuses(number) == ["released"] and one(number).reason == "Nobody came"
    with pytest.raises(WrongState):
        release(number, by=person(STAFF), now=TEN_PAST)


def test_who_is_there_says_so_from_a_quarter_to_until_the_end():
    number = long()
    for when in (at(3, "09:44"), at(3, "12:00")):
        with pytest.raises(WrongState):
            check_in(number, by=person(SATO), now=when)
    check_in(number, by=person(SUZUKI), now=at(3, "09:45"))  # a colleague
    assert one(number).checked_in_at == at(3, "09:45")
    with pytest.raises(WrongState):
        check_in(number, by=person(SATO), now=at(3, "10:00"))
    with pytest.raises(WrongState):
        release(number, by=person(STAFF), now=TEN_PAST)


def test_a_stranger_does_not_check_in():
    with pytest.raises(Forbidden):
        check_in(long(), by=person(KIM), now=at(3, "10:00"))


def test_checking_in_is_told_to_nobody_and_changes_no_number():
    number = long()
    before, was = said(), one(number).sequence
    check_in(number, by=person(SATO), now=at(3, "10:00"))
    assert (mails(before), one(number).sequence, booking(number).revision) == ([], was, 1)


def test_coming_is_said_only_when_asked():
    number = long()
    with pytest.raises(WrongState):
        say_coming(guest(number), now=TEN_PAST)
    asked(number)
    say_coming(guest(number), now=at(3, "10:15"))
    assert one(number).coming_at == at(3, "10:15")


def test_who_was_taken_off_the_list_has_no_say():
    number = long()
    removed = guest(number)
    edited(number, attendees=())
    with pytest.raises(NotFound):
        check_in_by_link(removed, now=at(3, "10:00"))


def test_of_a_series_only_the_date_that_has_begun_is_given_up():
    number = made(on(2, "10:00", "12:00"), rrule="FREQ=DAILY;COUNT=3")
    release(number, by=person(STAFF), now=TEN_PAST, scope="one", recurrence_id=wall(3))
    assert [o.status for o in booking(number).occurrences] == ["confirmed", "released", "confirmed"]


def test_the_patience_is_the_policys():
    ruled("room", no_show_after=timedelta(minutes=30))
    number = long()
    assert asked(number, at(3, "10:29")) is None and asked(number, at(3, "10:30")) is not None
