"""A change that needs approval waits beside what is in force; the claims hold both (D13)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from booking.actions.approve import approve
from booking.actions.cancel import cancel
from booking.actions.decline import decline
from booking.actions.expire import expire
from booking.actions.remind import remind_attendees
from booking.actions.withdraw_change import withdraw_change
from booking.errors import Forbidden, OutOfPolicy, SlotTaken, WrongState
from booking.extensions import db
from booking.models import Claim, Message
from booking.permissions import THE_CLOCK
from tests import factories
from tests.actions.dates import (
    DAILY,
    KIM,
    SATO,
    STAFF,
    WEEKLY,
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
    times,
    wall,
)
from tests.factories import NOW, at, person
from tests.models.ledger import overlaps

ADMIN = "admin@example.jp"


@pytest.fixture
def asked(app) -> int:
    """Sato's confirmed booking from ten to eleven on the third; from now on `room` wants approval."""
    factories.house()
    number = made(on(3))
    ruled("room", approval="always")
    return number


def yes(number: int, now=NOW, **more):
    return approve(number, by=person(STAFF), now=now, **more)


def no(number: int, now=NOW, **more):
    return decline(number, by=person(STAFF), now=now, **more)


def test_half_over_itself_it_holds_the_union_as_one_claim(asked):
    before = said()
    changed = edited(asked, interval=on(3, "10:30", "11:30"))
    assert [d.what for d in changed.differences] == ["asked"]
    assert (statuses(asked), times(asked)) == (["confirmed"], ["12-03 10:00-11:00"])
    assert claims(asked) == [("room", "12-03 09:45-11:30")]
    assert mails(before) == [
        (ADMIN, "change_to_approve", None),
        (SATO, "change_received", None),
        (STAFF, "change_to_approve", None),
    ]


def test_approved_it_holds_the_new_alone(asked):
    edited(asked, interval=on(3, "10:30", "11:30"))
    before = said()
    yes(asked)
    assert times(asked) == ["12-03 10:30-11:30"] and claims(asked) == [("room", "12-03 10:15-11:30")]
    assert mails(before) == [(SATO, "changed", "REQUEST")]
    assert (one(asked).pending, one(asked).sequence) == (None, 1)
    made(on(3, "09:00", "10:15"), who=STAFF)


def test_declined_it_holds_the_old_alone(asked):
    edited(asked, interval=on(3, "10:30", "11:30"))
    before = said()
    no(asked, reason="no")
    assert times(asked) == ["12-03 10:00-11:00"] and claims(asked) == [("room", "12-03 09:45-11:00")]
    assert (statuses(asked), one(asked).pending, one(asked).sequence) == (["confirmed"], None, 0)
    assert mails(before) == [(SATO, "change_declined", None)]


def test_withdrawn_it_holds_the_old_alone_and_nobody_hears_of_it(asked):
    edited(asked, interval=on(4, "14:00", "15:00"))
    waits = made(on(4, "14:00", "15:00"), who=STAFF, on_conflict="waitlist")
    before = said()
    with pytest.raises(Forbidden):
        withdraw_change(asked, by=person(KIM), now=NOW)
    withdraw_change(asked, by=person(SATO), now=NOW)
    assert (statuses(asked), times(asked)) == (["confirmed"], ["12-03 10:00-11:00"])
    assert claims(asked)[0] == ("room", "12-03 09:45-11:00") and one(asked).pending is None
    assert (statuses(waits), {who for who, *_ in mails(before)}) == (["confirmed"], {STAFF})
    with pytest.raises(WrongState):
        withdraw_change(asked, by=person(SATO), now=NOW)
    with pytest.raises(WrongState):
        yes(asked)


def test_of_a_series_one_date_is_withdrawn_and_the_others_go_on_waiting(app):
    factories.house()
    number = made(on(3), rrule=WEEKLY)
    ruled("room", approval="always")
    edited(number, interval=on(3, "13:00", "14:00"))
    first, *others = dates(number)
    withdraw_change(number, by=person(SATO), now=NOW, scope="one", recurrence_id=first)
    assert one(number, first).pending is None and all(one(number, date).pending for date in others)


def test_reminders_of_the_old_time_go_with_it(asked):
    edited(asked, interval=on(4, "14:00", "15:00"))
    remind_attendees([one(asked).id], now=NOW)
    assert _reminded() == {at(3, "10:00")}
    yes(asked)
    assert _reminded() == {at(4, "14:00")}


def _reminded():
    reminders = select(Message.begins_at).where(Message.kind == "reminder", Message.status == "waiting")
    return set(db.session.scalars(reminders))


def test_apart_from_itself_it_holds_two(asked):
    edited(asked, interval=on(4, "14:00", "15:00"))
    assert claims(asked) == [("room", "12-03 09:45-11:00"), ("room", "12-04 13:45-15:00")]
    with pytest.raises(SlotTaken):
        made(on(3), who=STAFF)
    with pytest.raises(SlotTaken):
        made(on(4, "14:00", "15:00"), who=STAFF)
    yes(asked)
    assert claims(asked) == [("room", "12-04 13:45-15:00")]


def test_undecided_it_ends_when_either_begins(asked):
    edited(asked, interval=on(2, "14:00", "15:00"))
    assert expire(asked, by=THE_CLOCK, now=at(2, "13:59")) is None
    expire(asked, by=THE_CLOCK, now=at(2, "14:00"))
    assert (times(asked), claims(asked)) == (["12-03 10:00-11:00"], [("room", "12-03 09:45-11:00")])
    with pytest.raises(WrongState):
        yes(asked)


@pytest.mark.parametrize("answer", [yes, no])
def test_what_becomes_free_goes_to_who_waits(asked, answer):
    ruled("room", approval="always", approval_for="local")
    edited(asked, interval=on(4, "14:00", "15:00"))
    old = made(on(3), who=KIM, on_conflict="waitlist")
    new = made(on(4, "14:00", "15:00"), who=KIM, on_conflict="waitlist")
    answer(asked)
    assert statuses(old, new) == (
        ["confirmed", "waitlisted"] if answer is yes else ["waitlisted", "confirmed"]
    )


def test_another_space_waits_too(asked):
    ruled("hall", approval="always")
    edited(asked, spaces=("hall",))
    assert [space.slug for space in one(asked).spaces] == ["room"]
    assert claims(asked) == [
        ("desk-1", "12-03 10:00-11:00"),
        ("desk-2", "12-03 10:00-11:00"),
        ("hall", "12-03 10:00-11:00"),
        ("room", "12-03 09:45-11:00"),
    ]


def test_another_space_that_does_not_want_approval_is_given_at_once(asked):
    ruled("hall", approval="never")
    changed = edited(asked, spaces=("hall",))
    assert [d.what for d in changed.differences] == ["moved"]
    assert [space.slug for space in one(asked).spaces] == ["hall"] and one(asked).sequence == 1
    assert {slug for slug, _ in claims(asked)} == {"desk-1", "desk-2", "hall"}


@pytest.fixture
def hall_asks(asked):
    ruled("hall", approval="always")
    edited(asked, spaces=("hall", "desk-1"), interval=on(3, "10:00", "12:00"))
    return asked


def test_several_spaces_are_given_together(hall_asks):
    assert [space.slug for space in one(hall_asks).spaces] == ["room"]
    yes(hall_asks)
    assert [space.slug for space in one(hall_asks).spaces] == ["hall", "desk-1"]
    assert claims(hall_asks) == [(slug, "12-03 10:00-12:00") for slug in ("desk-1", "desk-2", "hall")]


def test_or_declined_together(hall_asks):
    no(hall_asks)
    assert [space.slug for space in one(hall_asks).spaces] == ["room"]
    assert claims(hall_asks) == [("room", "12-03 09:45-11:00")]


def test_a_second_wish_takes_the_place_of_the_first(asked):
    edited(asked, interval=on(4, "14:00", "15:00"))
    edited(asked, interval=on(4, "16:00", "17:00"))
    assert claims(asked) == [("room", "12-03 09:45-11:00"), ("room", "12-04 15:45-17:00")]
    no(asked)
    assert claims(asked) == [("room", "12-03 09:45-11:00")]


def test_staff_change_what_waits_and_the_wish_is_over(asked):
    edited(asked, interval=on(4, "14:00", "15:00"))
    edited(asked, who=STAFF, interval=on(4, "09:00", "10:00"))
    assert (times(asked), claims(asked)) == (["12-04 09:00-10:00"], [("room", "12-04 08:45-10:00")])
    assert one(asked).pending is None


def test_a_booking_with_a_wish_is_called_off_whole(asked):
    edited(asked, interval=on(4, "14:00", "15:00"))
    cancel(asked, by=person(SATO), now=NOW)
    assert (statuses(asked), claims(asked)) == (["cancelled"], [])


def test_a_title_asks_nobody(asked):
    changed = edited(asked, title="Other talks", headcount=4)
    assert [d.what for d in changed.differences] == ["kept"] and one(asked).pending is None


def test_more_equipment_asks_nobody(asked):
    edited(asked, equipment={"projector": 1})
    assert claims(asked) == [("projector-1", "12-03 10:00-11:00"), ("room", "12-03 09:45-11:00")]


def test_the_dates_of_a_series_are_decided_one_by_one(app):
    factories.house()
    number = made(on(2), rrule=DAILY)
    ruled("room", approval="always")
    edited(number, interval=on(2, "14:00", "15:00"))
    names = list(dates(number))
    yes(number, scope="one", recurrence_id=names[0])
    no(number, scope="one", recurrence_id=names[1])
    assert times(number) == ["12-02 14:00-15:00", "12-03 10:00-11:00", "12-04 10:00-11:00"]
    yes(number, scope="following", recurrence_id=names[2])
    assert times(number) == ["12-02 14:00-15:00", "12-03 10:00-11:00", "12-04 14:00-15:00"]
    assert claims(number) == [
        ("room", "12-02 13:45-15:00"), ("room", "12-03 09:45-11:00"), ("room", "12-04 13:45-15:00"),
    ]  # fmt: skip


@pytest.fixture
def weekly(app) -> int:
    """Wednesdays at ten, of which `room` wants every change approved."""
    factories.house()
    number = made(on(2), rrule=WEEKLY)
    ruled("room", approval="always")
    return number


def course(number: int) -> tuple[object, ...]:
    found = booking(number)
    return found.rrule, found.dtstart, found.duration, found.exdates, found.rdates


@pytest.mark.parametrize("answers", [no, lambda number: [no(number, **one) for one in each(number)]])
def test_declined_a_series_has_its_course_as_before(weekly, answers):
    before, old = course(weekly), dates(weekly)
    edited(weekly, interval=on(3, "13:00", "14:30"))
    answers(weekly)
    assert (course(weekly), dates(weekly)) == (before, old)
    assert not any(one(weekly, name).by_hand for name in old)


def each(number: int) -> list[dict[str, str]]:
    return [{"scope": "one", "recurrence_id": name} for name in dates(number)]


def test_nobody_decided_and_a_series_has_its_course_as_before(app):
    factories.house()
    number = made(on(2), rrule="FREQ=DAILY;COUNT=2")
    ruled("room", approval="always")
    before, old = course(number), dates(number)
    edited(number, interval=on(2, "09:00", "09:45"))
    for day in (2, 3):
        expire(number, by=THE_CLOCK, now=at(day, "09:00"))
    assert (course(number), dates(number)) == (before, old)


def test_one_date_granted_by_itself_is_an_exception(weekly):
    before, old = course(weekly), dates(weekly)
    edited(weekly, interval=on(3, "13:00", "14:00"))
    first, *rest = each(weekly)
    yes(weekly, **first)
    for date in rest:
        no(weekly, **date)
    assert course(weekly) == before
    assert dates(weekly) == old | {wall(2): ("confirmed", "12-03 13:00-14:00")}
    assert [one(weekly, name).by_hand for name in dates(weekly)] == [True, False, False, False]


def test_a_second_wish_for_a_series_takes_the_place_of_the_first(weekly):
    before, old = course(weekly), dates(weekly)
    edited(weekly, interval=on(2, "13:00", "14:00"))
    changed = edited(weekly, interval=on(3, "15:00", "16:00"))
    assert [d.what for d in changed.differences] == ["asked"] * 4
    no(weekly)
    assert (course(weekly), dates(weekly)) == (before, old)


def test_what_staff_move_meanwhile_is_its_course(weekly):
    edited(weekly, interval=on(2, "13:00", "14:00"))
    edited(weekly, who=STAFF, interval=on(9, "15:00", "16:00"), at=wall(9))
    assert times(weekly) == [f"12-{day} 15:00-16:00" for day in ("02", "09", "16", "23")]
    assert booking(weekly).dtstart == wall(2, "15:00")


def test_this_and_following_declined_goes_on_as_it_was(weekly):
    changed = edited(weekly, scope="following", at=wall(9), interval=on(10, "13:00", "14:00"))
    other = changed.reservation.id
    no(other)
    assert (booking(other).rrule, booking(other).dtstart) == ("FREQ=WEEKLY;COUNT=3", wall(9))
    assert list(dates(other)) == [wall(9), wall(16), wall(23)]


def test_one_date_of_a_series_asks_alone(app):
    factories.house()
    number = made(on(2), rrule=DAILY)
    ruled("room", approval="always")
    edited(number, scope="one", at=wall(3), interval=on(3, "14:00", "15:00"))
    yes(number)
    assert times(number) == ["12-02 10:00-11:00", "12-03 14:00-15:00", "12-04 10:00-11:00"]


def test_of_a_daily_series_moved_by_a_day_each_asks_beside_its_sibling(app):
    """What the next one still holds is not free: the old times stay confirmed until staff say yes."""
    factories.house()
    number = made(on(1, "14:00", "15:00"), rrule=DAILY)
    ruled("room", approval="always")
    with pytest.raises(SlotTaken) as refused:
        edited(number, interval=on(2, "14:00", "15:00"))
    assert [conflict.resource for conflict in refused.value.conflicts] == ["room", "room"]
    assert times(number) == ["12-01 14:00-15:00", "12-02 14:00-15:00", "12-03 14:00-15:00"]
    changed = edited(number, interval=on(2, "14:00", "15:00"), on_conflict="skip")
    assert [d.what for d in changed.differences] == ["stays", "stays", "asked"] and overlaps() == 0


def test_a_wish_counts_for_the_quota_when_it_is_granted(asked):
    """Meanwhile the week that it goes to was filled."""
    ruled("room", quotas=[{"whose": "person", "measure": "number", "per": "day", "most": 1}])
    edited(asked, interval=on(4))
    made(on(4, "14:00", "15:00"), who=STAFF, booked_for=for_sato(), override_reason="")
    with pytest.raises(OutOfPolicy) as refused:
        yes(asked)
    assert [rule.code for rule in refused.value.rules] == ["over_quota"]
    yes(asked, override_reason="The chief wishes it")
    assert times(asked) == ["12-04 10:00-11:00"]


def for_sato():
    from booking.rules.requests import BookedFor

    return BookedFor("Sato", email=SATO)


def test_the_policy_of_the_day_it_is_granted_decides(asked):
    edited(asked, interval=on(3, "10:00", "12:00"))
    ruled("room", max_duration=timedelta(minutes=90))
    with pytest.raises(OutOfPolicy) as refused:
        yes(asked)
    assert [rule.code for rule in refused.value.rules] == ["too_long"]
    yes(asked, override_reason="Known before")
    assert times(asked) == ["12-03 10:00-12:00"]


def test_nothing_of_it_is_held_twice(asked):
    edited(asked, interval=on(3, "10:30", "11:30"))
    assert db.session.scalar(select(func.count(Claim.id)).where(Claim.active)) == 1
    yes(asked)
    assert db.session.scalar(select(func.count(Claim.id)).where(Claim.active)) == 1 and overlaps() == 0
