"""Nobody waits in line behind a booking of their own."""

import pytest

from booking.actions.cancel import cancel
from booking.errors import OutOfPolicy, SlotTaken
from booking.rules.requests import BookedFor
from tests import factories
from tests.actions.dates import DAILY, KIM, SATO, STAFF, made, on, statuses, wall
from tests.factories import NOW, person


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def refused(interval, **values) -> list[tuple[str, str]]:
    with pytest.raises(OutOfPolicy) as told:
        made(interval, on_conflict="waitlist", **values)
    return [(rule.code, rule.values.get("date", "")) for rule in told.value.rules]


def test_who_has_the_time_does_not_wait_for_it():
    made(on(3))
    assert refused(on(3)) == [("own_booking", "")]
    assert refused(on(3, "10:30", "11:30")) == [("own_booking", "")]


def test_and_is_not_told_to_wait():
    made(on(3))
    with pytest.raises(SlotTaken) as taken:
        made(on(3))
    assert taken.value.values["ways"] == []


def test_a_colleague_may_wait():
    made(on(3))
    assert statuses(made(on(3), who="suzuki@example.jp", on_conflict="waitlist")) == ["waitlisted"]


def test_who_has_only_a_part_of_what_is_in_the_way_may_wait():
    made(on(3), spaces=("desk-1",), answers={})
    made(on(3), who=KIM, spaces=("desk-2",), answers={})
    assert statuses(made(on(3), spaces=("hall",), answers={}, on_conflict="waitlist")) == ["waitlisted"]


def test_of_a_series_the_date_is_named():
    made(on(3)), made(on(4), who=KIM)
    assert refused(on(2), rrule=DAILY) == [("own_booking", wall(3))]


def test_it_is_asked_of_whom_staff_book_for():
    made(on(3))
    guest = BookedFor("Sato", email=SATO)
    assert refused(on(3), who=STAFF, booked_for=guest) == [("own_booking", "")]
    assert statuses(made(on(3), who=STAFF, on_conflict="waitlist")) == ["waitlisted"]


def test_nobody_stands_twice_in_the_same_line():
    made(on(3), who=KIM)
    made(on(3), on_conflict="waitlist")
    assert refused(on(3)) == [("own_place", "")]
    assert refused(on(3, "10:30", "11:30")) == [("own_place", "")]
    made(on(3, "14:00", "15:00"), who=KIM)
    assert statuses(made(on(3, "14:00", "15:00"), on_conflict="waitlist")) == ["waitlisted"]
    with pytest.raises(SlotTaken) as taken:
        made(on(3))
    assert taken.value.values["ways"] == []


def test_a_colleague_and_another_space_have_lines_of_their_own():
    made(on(3), who=KIM), made(on(3), who=KIM, spaces=("hall",), answers={})
    made(on(3), on_conflict="waitlist")
    assert statuses(made(on(3), who="suzuki@example.jp", on_conflict="waitlist")) == ["waitlisted"]
    assert statuses(made(on(3), spaces=("hall",), answers={}, on_conflict="waitlist")) == ["waitlisted"]


def test_whoever_left_the_line_may_join_it_again():
    made(on(3), who=KIM)
    first = made(on(3), on_conflict="waitlist")
    cancel(first, by=person(SATO), now=NOW)
    assert statuses(made(on(3), on_conflict="waitlist")) == ["waitlisted"]
