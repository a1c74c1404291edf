"""Whoever answered for one time is asked again for another (RFC 5546 3.2.2.1)."""

import pytest

from booking.actions.approve import approve
from booking.actions.move_away import move_away
from booking.actions.reply import reply
from booking.rules.requests import Invited
from tests import factories
from tests.actions.dates import (
    KIM,
    SATO,
    STAFF,
    WEEKLY,
    booking,
    edited,
    facts,
    made,
    on,
    one,
    ruled,
    said,
    wall,
)
from tests.factories import NOW, person

LI, RAO = "li@example.tw", "rao@example.in"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def accepted(**values) -> int:
    number = made(on(2), attendees=(Invited(LI), Invited(RAO)), **values)
    for attendee in booking(number).attendees[1:]:
        reply(attendee.id, partstat="ACCEPTED", now=NOW)
    return number


def answers(number: int) -> dict[str, str]:
    return {attendee.email: attendee.partstat for attendee in booking(number).attendees}


GIVEN = {SATO: "ACCEPTED", LI: "ACCEPTED", RAO: "ACCEPTED"}
ASKED = {SATO: "ACCEPTED", LI: "NEEDS-ACTION", RAO: "NEEDS-ACTION"}


@pytest.mark.parametrize(
    "edit", [{"title": "Other words"}, {"spaces": ("hall",)}, {"interval": on(2)}, {"description": "x"}]
)
def test_other_words_and_another_place_ask_for_no_new_answer(edit):
    number = accepted()
    edited(number, **edit)
    assert answers(number) == GIVEN


@pytest.mark.parametrize("rrule", ["", WEEKLY])
@pytest.mark.parametrize("times", [("14:00", "15:00"), ("10:00", "11:30")])
def test_another_time_does_and_the_mail_says_so(rrule, times):
    number, before = accepted(rrule=rrule), said()
    edited(number, interval=on(2, *times))
    assert answers(number) == ASKED
    assert [one["partstat"] for one in facts(before)[0]["attendees"]] == [*ASKED.values()]


def test_one_date_of_a_series_does_not():
    number = accepted(rrule=WEEKLY)
    edited(number, at=wall(9), scope="one", interval=on(9, "14:00", "15:00"))
    assert answers(number) == GIVEN


@pytest.mark.parametrize("rrule", ["", WEEKLY])
def test_what_waits_for_staff_does_once_it_is_granted(rrule):
    number = accepted(rrule=rrule)
    ruled("room", approval="always")
    edited(number, interval=on(2, "14:00", "15:00"))
    assert answers(number) == GIVEN
    approve(number, by=person(STAFF), now=NOW)
    assert answers(number) == ASKED


def test_who_had_to_make_way_asks_again():
    number = accepted()
    made(on(2), who=KIM, spaces=("hall",), answers={})
    moved = move_away([one(number).id], by=person(STAFF), now=NOW, reason="The roof leaks")
    assert moved.moved and one(number).interval != on(2) and answers(number) == ASKED


def test_who_is_taken_off_the_list_is_called_off_with_a_higher_sequence():
    for rrule in ("", WEEKLY):
        number = made(on(3 if rrule else 2), attendees=(Invited(LI), Invited(RAO)), rrule=rrule)
        before = said()
        edited(number, attendees=(Invited(RAO),))
        assert {told["sequence"] for told in facts(before)} == {1}
