"""A series moved as a whole: its rule and its wall times."""

from datetime import datetime, timedelta

import pytest

from booking.rules.shifting import shifted, shifted_rule

WEDNESDAY = datetime(2026, 12, 2, 10, 0)
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("rrule", "by", "becomes"),
    [
        ("FREQ=DAILY;COUNT=3", A_DAY, "FREQ=DAILY;COUNT=3"),
        ("FREQ=WEEKLY;COUNT=3", A_DAY, "FREQ=WEEKLY;COUNT=3"),
        ("FREQ=WEEKLY;COUNT=4;BYDAY=WE,FR", A_DAY, "FREQ=WEEKLY;COUNT=4;BYDAY=TH,SA"),
        ("FREQ=WEEKLY;COUNT=4;BYDAY=WE,FR", -A_DAY, "FREQ=WEEKLY;COUNT=4;BYDAY=TU,TH"),
        ("FREQ=WEEKLY;COUNT=4;BYDAY=WE,SU", A_DAY, "FREQ=WEEKLY;COUNT=4;BYDAY=MO,TH"),
        ("FREQ=WEEKLY;COUNT=4;BYDAY=WE", 7 * A_DAY, "FREQ=WEEKLY;COUNT=4;BYDAY=WE"),
        ("FREQ=WEEKLY;COUNT=4;BYDAY=WE", AN_HOUR, "FREQ=WEEKLY;COUNT=4;BYDAY=WE"),
        ("FREQ=MONTHLY;COUNT=2;BYDAY=1WE", A_DAY, "FREQ=MONTHLY;COUNT=2;BYDAY=1WE"),
        ("FREQ=DAILY;UNTIL=20261204T145959Z", A_DAY, "FREQ=DAILY;UNTIL=20261205T145959Z"),
        ("FREQ=DAILY;UNTIL=20261204T145959Z", AN_HOUR, "FREQ=DAILY;UNTIL=20261204T155959Z"),
    ],
)
def test_a_rule_goes_along(rrule, by, becomes):
    assert shifted_rule(rrule, WEDNESDAY, by) == becomes


def test_across_midnight_it_is_another_day():
    late = datetime(2026, 12, 2, 23, 0)
    assert shifted_rule("FREQ=WEEKLY;COUNT=2;BYDAY=WE", late, 2 * AN_HOUR) == "FREQ=WEEKLY;COUNT=2;BYDAY=TH"


def test_a_wall_time_goes_along():
    assert shifted("2026-12-31T23:30:00", AN_HOUR) == "2027-01-01T00:30:00"
    assert shifted("2028-03-01T10:00:00", -A_DAY) == "2028-02-29T10:00:00"
