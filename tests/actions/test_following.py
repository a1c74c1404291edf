"""The rule of a series goes along with a change when that is granted; until then calendars know its dates."""

import pytest

from booking.actions.approve import approve
from booking.actions.cancel import cancel
from booking.actions.decline import decline
from tests import factories
from tests.actions.dates import (
    SATO,
    STAFF,
    WEEKLY,
    booking,
    claims,
    dates,
    edited,
    facts,
    made,
    mails,
    on,
    one,
    ruled,
    said,
    times,
    wall,
)
from tests.factories import NOW, person
from tests.models.ledger import overlaps


@pytest.fixture
def weekly(app) -> int:
    """Four Wednesdays at ten, of which `room` wants every change approved."""
    factories.house()
    number = made(on(2), rrule=WEEKLY)
    ruled("room", approval="always")
    return number


@pytest.fixture
def asked(weekly) -> int:
    """They are to be Thursdays from one until half past two."""
    edited(weekly, interval=on(3, "13:00", "14:30"))
    return weekly


def yes(number: int, *days: int) -> None:
    """To all, or to the dates that the rule has on these days, one by one."""
    for each in [_one(day) for day in days] or [{}]:
        approve(number, by=person(STAFF), now=NOW, **each)


def no(number: int, *days: int) -> None:
    for each in [_one(day) for day in days] or [{}]:
        decline(number, by=person(STAFF), now=NOW, **each)


def _one(day: int) -> dict[str, str]:
    return {"scope": "one", "recurrence_id": wall(day)}


def course(number: int) -> tuple[object, ...]:
    found = booking(number)
    return found.rrule, found.dtstart, found.duration.total_seconds() / 60


def by_hand(number: int) -> list[bool]:
    return [one(number, name).by_hand for name in sorted(dates(number))]


WEDNESDAYS = [wall(day) for day in (2, 9, 16, 23)]
THURSDAYS = [wall(day, "13:00") for day in (3, 10, 17, 24)]


def test_while_it_waits_rule_and_names_are_those_that_calendars_have(asked):
    assert course(asked) == (WEEKLY, wall(2), 60)
    assert list(dates(asked)) == WEDNESDAYS and by_hand(asked) == [False] * 4


def test_granted_together_the_rule_goes_along(asked):
    before = said()
    yes(asked)
    assert course(asked) == (WEEKLY, wall(3, "13:00"), 90)
    assert list(dates(asked)) == THURSDAYS and by_hand(asked) == [False] * 4
    assert times(asked) == [f"12-{day} 13:00-14:30" for day in ("03", "10", "17", "24")]
    (told,) = facts(before)
    assert (told["recurrence_id"], told["dtstart"], told["overrides"]) == (None, wall(3, "13:00"), [])
    assert (told["before"]["dtstart"], told["moved_count"]) == (wall(2), 4)


def test_granted_one_by_one_it_goes_along_with_the_last(asked):
    yes(asked, 2, 9, 16)
    assert course(asked) == (WEEKLY, wall(2), 60) and by_hand(asked) == [True, True, True, False]
    before = said()
    yes(asked, 23)
    assert course(asked) == (WEEKLY, wall(3, "13:00"), 90)
    assert list(dates(asked)) == THURSDAYS and by_hand(asked) == [False] * 4
    (told,) = facts(before)
    assert (told["recurrence_id"], told["dtstart"]) == (None, wall(3, "13:00"))


def test_one_granted_by_itself_is_told_by_the_name_that_calendars_have(asked):
    before = said()
    yes(asked, 9)
    (told,) = facts(before)
    assert (told["recurrence_id"], told["starts_at"]) == (wall(9), "2026-12-10T04:00:00+00:00")


def test_with_the_rest_granted_what_was_declined_is_an_exception(asked):
    no(asked, 16)
    yes(asked)
    assert course(asked) == (WEEKLY, wall(3, "13:00"), 90)
    assert dates(asked)[wall(17, "13:00")] == ("confirmed", "12-16 10:00-11:00")
    assert by_hand(asked) == [False, False, True, False]


def test_a_date_cancelled_meanwhile_goes_out_by_the_name_that_calendars_have(asked):
    before = said()
    cancel(asked, by=person(SATO), now=NOW, **_one(9))
    (told,) = facts(before)
    assert told["recurrence_id"] == wall(9) and mails(before) == [(SATO, "cancelled", "CANCEL")]
    no(asked)
    assert course(asked) == (WEEKLY, wall(2), 60) and list(dates(asked)) == WEDNESDAYS


def test_and_the_others_are_all_that_remain(asked):
    cancel(asked, by=person(SATO), now=NOW, **_one(9))
    yes(asked)
    assert course(asked) == (WEEKLY, wall(3, "13:00"), 90)
    assert dates(asked)[wall(10, "13:00")] == ("cancelled", "12-09 10:00-11:00")


def test_one_moved_by_itself_meanwhile_is_no_part_of_it(asked):
    edited(asked, who=STAFF, scope="one", at=wall(9), interval=on(9, "16:00", "17:00"))
    yes(asked)
    assert list(dates(asked)) == [wall(3, "13:00"), wall(10, "13:00"), wall(17, "13:00"), wall(24, "13:00")]
    assert times(asked)[1] == "12-09 16:00-17:00" and by_hand(asked) == [False, True, False, False]


def test_a_series_that_staff_move_meanwhile_goes_no_further(asked):
    """One keeps what it was given by hand, and its wish."""
    edited(asked, who=STAFF, scope="one", at=wall(9), title="Special")
    edited(asked, who=STAFF, interval=on(2, "15:00", "16:00"))
    assert one(asked, wall(9, "15:00")).pending
    yes(asked)
    assert course(asked) == (WEEKLY, wall(2, "15:00"), 60)
    assert times(asked)[1] == "12-10 13:00-14:30" and overlaps() == 0


def test_another_rule_is_in_force_at_once_and_only_its_shift_waits(weekly):
    changed = edited(weekly, interval=on(3, "13:00", "14:30"), rrule="FREQ=WEEKLY;COUNT=5;BYDAY=TH")
    assert [(d.what, d.recurrence_id) for d in changed.differences] == [
        *(("asked", name) for name in WEDNESDAYS), ("added", wall(30)),
    ]  # fmt: skip
    assert course(weekly) == ("FREQ=WEEKLY;COUNT=5;BYDAY=WE", wall(2), 60)
    assert dates(weekly)[wall(30)] == ("tentative", "12-31 13:00-14:30")
    yes(weekly)
    assert course(weekly) == ("FREQ=WEEKLY;COUNT=5;BYDAY=TH", wall(3, "13:00"), 90)
    assert list(dates(weekly)) == [*THURSDAYS, wall(31, "13:00")] and by_hand(weekly) == [False] * 5


def test_declined_it_stays_where_it_was(weekly):
    edited(weekly, interval=on(3, "13:00", "14:30"), rrule="FREQ=WEEKLY;COUNT=3;BYDAY=TH")
    no(weekly)
    assert course(weekly) == ("FREQ=WEEKLY;COUNT=3;BYDAY=WE", wall(2), 60)
    assert times(weekly) == [f"12-{day} 10:00-11:00" for day in ("02", "09", "16")]
    assert by_hand(weekly) == [False] * 4


def test_a_rule_that_fits_its_new_start_alone_is_in_force_and_the_dates_are_exceptions(weekly):
    """On the eighth of each month; none of them begins on the second."""
    edited(weekly, interval=on(8), rrule="FREQ=MONTHLY;COUNT=2;BYMONTHDAY=8")
    assert course(weekly) == ("FREQ=MONTHLY;COUNT=2;BYMONTHDAY=8", wall(8), 60)
    assert times(weekly) == ["12-02 10:00-11:00", "01-08 10:00-11:00"] and one(weekly, wall(8)).by_hand
    yes(weekly)
    assert times(weekly) == ["12-08 10:00-11:00", "01-08 10:00-11:00"]
    assert not one(weekly, wall(8)).by_hand and course(weekly)[1] == wall(8)


def test_what_is_no_more_than_a_request_goes_at_once_as_an_exception(app):
    factories.house()
    ruled("room", approval="always")
    number = made(on(2), rrule=WEEKLY)
    approve(number, by=person(STAFF), now=NOW, **_one(2))
    changed = edited(number, interval=on(2, "13:00", "14:00"))
    assert [d.what for d in changed.differences] == ["asked", "moved", "moved", "moved"]
    assert course(number) == (WEEKLY, wall(2), 60) and by_hand(number) == [False, True, True, True]
    yes(number)
    assert course(number) == (WEEKLY, wall(2, "13:00"), 60) and by_hand(number) == [False] * 4


def test_a_split_gets_its_part_of_the_old_rule_until_it_is_granted(weekly):
    other = edited(weekly, scope="following", at=wall(16), interval=on(17, "13:00", "14:00")).reservation.id
    assert course(other) == ("FREQ=WEEKLY;COUNT=2", wall(16), 60) and list(dates(other)) == WEDNESDAYS[2:]
    yes(other)
    assert course(other) == ("FREQ=WEEKLY;COUNT=2", wall(17, "13:00"), 60)
    assert list(dates(other)) == THURSDAYS[2:] and list(dates(weekly)) == WEDNESDAYS[:2]


def test_each_part_of_a_series_split_meanwhile_goes_along_by_itself(asked):
    other = edited(asked, scope="following", at=wall(16), title="Later talks").reservation.id
    yes(other)
    assert course(asked) == ("FREQ=WEEKLY;UNTIL=20261215T145959Z", wall(2), 60)
    assert course(other) == ("FREQ=WEEKLY;COUNT=2", wall(17, "13:00"), 90)
    yes(asked)
    assert list(dates(asked)) == THURSDAYS[:2] and by_hand(asked) == [False] * 2


def test_a_single_booking_is_named_by_its_time_once_it_is_granted(app):
    factories.house()
    number = made(on(3))
    ruled("room", approval="always")
    edited(number, interval=on(4, "14:00", "15:00"))
    assert list(dates(number)) == [wall(3)]
    yes(number)
    assert list(dates(number)) == [wall(4, "14:00")]
    assert claims(number) == [("room", "12-04 13:45-15:00")]
