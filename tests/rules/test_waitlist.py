"""How much time is left decides how a place is given (D17)."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.rules.closures import Closure
from booking.rules.interval import Interval
from booking.rules.waitlist import placing
from tests.rules.terms import terms

# Sapporo's clock. The first of December 2026 is a Tuesday.
HOURS = timedelta(hours=9)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC) - HOURS


@pytest.mark.parametrize(
    ("now", "starts", "how"),
    [
        (at(1, 9), at(3, 10), "at_once"),  # Wednesday and Thursday
        (at(1, 9), at(2, 10), "as_offer"),  # Wednesday alone, and more than a day
        (at(1, 9), at(2, 9), "to_all"),  # a day to the minute
        (at(1, 9), at(2, 9, 1), "as_offer"),
        (at(4, 9), at(7, 10), "as_offer"),  # Friday to Monday: one working day
        (at(4, 9), at(8, 10), "at_once"),
        (at(5, 9), at(7, 10), "as_offer"),  # from Saturday
        (at(6, 23), at(8, 10), "at_once"),  # from Sunday night: Monday and Tuesday
        (at(3, 23, 59), at(5, 10), "as_offer"),  # to a Saturday: Friday alone
        (at(3, 10), at(3, 11), "to_all"),
    ],
)
def test_by_the_working_days_that_are_left(now, starts, how):
    assert placing(terms(), starts, now) == how


def test_a_day_that_is_closed_does_not_count():
    wednesday = Closure(Interval(at(2, 0), at(3, 0)), {})
    assert placing(terms(closures=(wednesday,)), at(3, 10), at(1, 9)) == "as_offer"
    assert placing(terms(closures=(wednesday,)), at(4, 10), at(1, 9)) == "at_once"


def test_a_day_that_is_open_for_an_hour_does():
    most = Closure(Interval(at(2, 0), at(2, 16)), {})
    assert placing(terms(closures=(most,)), at(3, 10), at(1, 9)) == "at_once"
