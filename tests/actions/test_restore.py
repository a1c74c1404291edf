"""What was called off is booked again, as a new booking (D30)."""

import pytest

from booking.actions.cancel import cancel
from booking.actions.decline import decline
from booking.actions.restore import restore
from booking.errors import Forbidden, OutOfPolicy, SlotTaken, WrongState
from booking.rules.requests import BookedFor, Invited
from tests import factories
from tests.actions.dates import (
    KIM,
    SATO,
    STAFF,
    SUZUKI,
    booking,
    claims,
    dates,
    edited,
    made,
    mails,
    on,
    ruled,
    said,
    statuses,
    times,
    wall,
)
from tests.factories import NOW, at, person
from tests.models.ledger import overlaps


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def off(number: int, who: str = SATO, **more) -> int:
    cancel(number, by=person(who), now=NOW, **more)
    return number


def again(number: int, who: str = SATO, now=NOW) -> int:
    return restore(number, by=person(who), now=now, answer=lambda booked: booked.id)


def test_it_is_the_same_again_under_a_uid_of_its_own():
    things = {"equipment": {"projector": 1}, "attendees": (Invited(KIM, "Kim"),), "headcount": 4}
    number = off(made(on(2), description="Bring cake", **things))
    told = said()
    new = again(number)
    old, fresh = booking(number), booking(new)
    same = (
        "title",
        "description",
        "headcount",
        "answers",
        "tzid",
        "person_id",
        "company_id",
        "contact_email",
    )
    assert [getattr(fresh, name) for name in same] == [getattr(old, name) for name in same]
    assert fresh.uid != old.uid and fresh.continues_id == number
    assert statuses(number, new) == ["cancelled", "confirmed"]
    assert [slug for slug, _ in claims(new)] == ["projector-1", "room"]
    assert mails(told) == [(KIM, "invitation", "REQUEST"), (SATO, "invitation", "REQUEST")]


def test_only_the_booker_and_staff():
    number = off(made(on(2)))
    for who in (SUZUKI, KIM):
        with pytest.raises(Forbidden):
            again(number, who)


def test_staff_book_it_for_whom_it_was():
    number = off(made(on(2)))
    new = booking(again(number, STAFF))
    assert new.person_id == person(SATO).id and new.booked_by_id == person(STAFF).id
    guest = BookedFor("Li", "Formosa", phone="1234")
    other = off(made(on(3), who=STAFF, booked_for=guest), STAFF)
    fresh = booking(again(other, STAFF))
    assert (fresh.contact_name, fresh.contact_company, fresh.contact_phone) == ("Li", "Formosa", "1234")


def test_what_is_taken_by_now_is_refused_with_other_times():
    number = off(made(on(2)))
    made(on(2), who=KIM)
    with pytest.raises(SlotTaken) as refused:
        again(number)
    assert refused.value.alternatives and refused.value.conflicts
    assert overlaps() == 0


def test_todays_rules_have_the_say():
    number = off(made(on(2)))
    ruled("room", approval="always")
    assert statuses(again(number)) == ["tentative"]
    other = off(made(on(3)))
    ruled("room", capacity=None, quotas=[{"whose": "person", "measure": "number", "per": "week", "most": 1}])
    with pytest.raises(OutOfPolicy):
        again(other)


def test_what_stands_is_over_or_was_never_called_off_is_not_booked_again():
    with pytest.raises(WrongState, match="nothing_to_restore"):
        again(made(on(2)))
    over = off(made(on(3)))
    with pytest.raises(WrongState, match="nothing_to_restore"):
        again(over, now=at(3, "10:00"))
    ruled("room", approval="always")
    declined = made(on(4))
    decline(declined, by=person(STAFF), now=NOW)
    with pytest.raises(WrongState, match="nothing_to_restore"):
        again(declined)


def test_a_series_goes_on_from_the_first_date_to_come():
    number = off(made(on(1, "14:00", "15:00"), rrule="FREQ=DAILY;COUNT=4"))
    new = again(number, now=at(2, "15:00"))
    assert booking(new).rrule == "FREQ=DAILY;COUNT=2"
    assert dates(new) == {
        wall(3, "14:00"): ("confirmed", "12-03 14:00-15:00"),
        wall(4, "14:00"): ("confirmed", "12-04 14:00-15:00"),
    }


def test_dates_changed_by_hand_stay_so_and_those_left_out_stay_out():
    number = made(on(7), rrule="FREQ=DAILY;COUNT=4")
    edited(number, scope="one", at=wall(8), interval=on(8, "14:00", "15:00"), spaces=("hall",))
    new = again(off(number))
    assert times(new) == ["12-07 10:00-11:00", "12-08 14:00-15:00", "12-09 10:00-11:00", "12-10 10:00-11:00"]
    assert ("hall", "12-08 14:00-15:00") in claims(new)


def test_a_series_of_which_the_end_was_called_off_has_that_end_again_when_all_else_is_over():
    number = off(made(on(7), rrule="FREQ=DAILY;COUNT=4"), scope="following", recurrence_id=wall(9))
    with pytest.raises(WrongState):
        again(number)
    new = again(number, now=at(8, "12:00"))
    assert times(new) == ["12-09 10:00-11:00", "12-10 10:00-11:00"]


def test_candidates_are_asked_for_again():
    number = off(made(on(2), candidates=(on(3), on(4))))
    new = again(number)
    assert booking(new).choosing and len(dates(new)) == 3
