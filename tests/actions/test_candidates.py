"""Candidate dates: up to three slots are held until one is chosen (D24)."""

import pytest

from booking.actions.cancel import cancel
from booking.actions.choose import choose, choose_by_link
from booking.actions.expire import expire
from booking.errors import Forbidden, Invalid, OutOfPolicy, SlotTaken, WrongState
from booking.permissions import THE_CLOCK
from booking.rules.requests import Invited
from tests import factories
from tests.actions.dates import (
    KIM,
    SATO,
    SUZUKI,
    booking,
    claims,
    dates,
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
from tests.factories import NOW, at, person

GUEST = (Invited("li@example.tw", "Li"),)
THREE = (on(4), on(7))


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def offered(**values) -> int:
    return made(on(3), candidates=THREE, attendees=GUEST, **values)


def guest(number: int) -> int:
    return next(a.id for a in booking(number).attendees if a.email == "li@example.tw")


def test_each_is_held_and_the_partners_are_asked():
    before = said()
    number = offered()
    assert [status for status, _ in dates(number).values()] == ["tentative"] * 3
    assert len(claims(number)) == 3 and booking(number).choosing
    assert mails(before) == [("li@example.tw", "choose", None), (SATO, "candidates", None)]
    with pytest.raises(SlotTaken):
        made(on(4), who=KIM)


def test_the_choice_confirms_one_and_frees_the_others():
    number = offered()
    waiting = made(on(3), who=KIM, on_conflict="waitlist")
    choose_by_link(guest(number), wall(4), now=NOW)
    assert [status for status, _ in dates(number).values()] == ["withdrawn", "confirmed", "withdrawn"]
    assert claims(number) == [("room", "12-04 09:45-11:00")]
    assert statuses(waiting) == ["confirmed"] and not booking(number).choosing
    with pytest.raises(WrongState):
        choose(number, wall(7), by=person(SATO), now=NOW)


def test_the_booker_may_choose_and_nobody_else_with_an_account():
    number = offered()
    with pytest.raises(Forbidden):
        choose(number, wall(4), by=person(SUZUKI), now=NOW)
    choose(number, "2026-12-04T10:00", by=person(SATO), now=NOW)
    assert dates(number)[wall(4)][0] == "confirmed"


def test_what_is_chosen_may_want_approval():
    ruled("room", approval="always")
    number = offered()
    choose(number, wall(4), by=person(SATO), now=NOW)
    assert (dates(number)[wall(4)][0], one(number, wall(4)).waiting_for) == ("tentative", "staff")


def test_unanswered_all_run_out():
    """Five working days of the room from Tuesday, at latest each's own beginning."""
    number = offered()
    assert [one(number, wall(day)).expires_at for day in (3, 4, 7)] == [
        at(3, "10:00"), at(4, "10:00"), at(7, "10:00"),
    ]  # fmt: skip
    expire(number, by=THE_CLOCK, now=at(3, "10:00"))
    assert [status for status, _ in dates(number).values()] == ["expired", "tentative", "tentative"]
    with pytest.raises(WrongState):
        choose(number, wall(3), by=person(SATO), now=at(3, "10:00"))
    expire(number, by=THE_CLOCK, now=at(7, "10:00"))
    assert statuses(number) == ["expired"] and claims(number) == []


def test_they_count_once_in_a_quota():
    """A number counts one, hours the longest of them."""
    quotas = [
        {"whose": "person", "measure": "number", "per": "week", "most": 2},
        {"whose": "company", "measure": "hours", "per": "month", "most": 4},
    ]
    ruled("room", quotas=quotas)
    made(on(3), candidates=(on(4, "10:00", "12:00"), on(3, "14:00", "15:00")))
    made(on(2))
    with pytest.raises(OutOfPolicy) as refused:
        made(on(2, "14:00", "15:00"))
    assert [rule.values["case"] for rule in refused.value.rules] == ["person:number:week"]
    with pytest.raises(OutOfPolicy) as refused:
        made(on(8, "10:00", "12:00"), who=SUZUKI)
    assert [rule.values["case"] for rule in refused.value.rules] == ["company:hours:month"]
    made(on(8), who=SUZUKI)


def test_one_that_is_taken_refuses_them_all_unless_it_may_be_left_out():
    made(on(4), who=KIM)
    with pytest.raises(SlotTaken) as refused:
        offered()
    assert [conflict.recurrence_id for conflict in refused.value.conflicts] == [wall(4)]
    number = offered(on_conflict="skip")
    assert list(dates(number)) == [wall(3), wall(7)]


def test_no_more_than_three_and_none_twice():
    with pytest.raises(Invalid) as refused:
        made(on(3), candidates=(on(4), on(7), on(8)))
    assert [rule.code for rule in refused.value.rules] == ["too_many_items"]
    with pytest.raises(Invalid) as refused:
        made(on(3), candidates=(on(3, "10:00", "12:00"),))
    assert [rule.code for rule in refused.value.rules] == ["twice"]


def test_while_they_are_chosen_from_nothing_is_changed_but_all_may_be_withdrawn():
    number = offered()
    with pytest.raises(WrongState):
        edited(number, interval=on(8))
    cancel(number, by=person(SATO), now=NOW)
    assert statuses(number) == ["withdrawn"] and claims(number) == []


def test_what_was_chosen_may_be_moved_to_a_time_that_was_not():
    number = offered()
    choose(number, wall(3), by=person(SATO), now=NOW)
    edited(number, interval=on(4))
    found = [(date.starts_at, date.status) for date in booking(number).occurrences]
    assert [at for at, status in found if status == "confirmed"] == [on(4).starts_at]
    assert len(claims(number)) == 1
