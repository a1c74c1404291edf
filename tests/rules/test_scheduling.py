"""When an answer is due, over weekends and New Year (D15)."""

from datetime import timedelta

import pytest

from booking.rules.closures import Closure
from booking.rules.interval import Interval
from booking.rules.opening import OpeningHours
from booking.rules.scheduling import answer_due_at
from tests.factories import NOW, at
from tests.rules.terms import HOURS

LATE = at(31, "09:00", 12) + timedelta(days=60)
NEW_YEAR = Closure(Interval(at(29, "00:00"), at(29, "00:00") + timedelta(days=6)))


@pytest.mark.parametrize(
    ("now", "days", "closures", "due"),
    [
        (at(1, "10:00"), 1, (), at(3, "00:00")),
        (at(1, "00:00"), 1, (), at(3, "00:00")),
        (at(1, "23:59"), 1, (), at(3, "00:00")),
        (at(3, "10:00"), 1, (), at(5, "00:00")),
        (at(4, "10:00"), 1, (), at(8, "00:00")),
        (at(1, "10:00"), 5, (), at(9, "00:00")),
        (at(28, "10:00"), 1, (NEW_YEAR,), at(31, "00:00") + timedelta(days=5)),
        (at(28, "10:00"), 5, (NEW_YEAR,), at(31, "00:00") + timedelta(days=9)),
    ],
)
def test_answer_due_at(now, days, closures, due):
    assert answer_due_at(now, LATE, days, HOURS, "Asia/Tokyo", closures) == due


def test_a_day_half_closed_is_a_working_day():
    morning = Closure(Interval(at(2, "00:00"), at(2, "12:00")))
    assert answer_due_at(at(1, "10:00"), LATE, 1, HOURS, "Asia/Tokyo", (morning,)) == at(3, "00:00")


def test_at_latest_the_start_of_the_meeting():
    assert answer_due_at(NOW, at(2, "10:00"), 5, HOURS, "Asia/Tokyo") == at(2, "10:00")


def test_a_venue_that_never_opens_waits_for_the_start():
    assert answer_due_at(NOW, at(20, "10:00"), 5, OpeningHours({}), "Asia/Tokyo") == at(20, "10:00")
