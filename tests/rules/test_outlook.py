"""What Outlook can hold, and that what it cannot is said by the same dates (ICAL A20)."""

from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from booking.rules.outlook import MOST_LEFT_OUT, can_hold, said_to_all
from booking.rules.recurrence import expand, faults

STARTS, TOKYO = datetime(2026, 12, 2, 10), "Asia/Tokyo"  # the first Wednesday of a month
HELD = [
    "FREQ=DAILY;COUNT=3",
    "FREQ=DAILY;INTERVAL=2;UNTIL=20270101T000000Z",
    "FREQ=WEEKLY;COUNT=3",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=3;WKST=SU",
    "FREQ=MONTHLY;COUNT=3",
    "FREQ=MONTHLY;BYMONTHDAY=2;COUNT=3",
    "FREQ=MONTHLY;INTERVAL=3;BYDAY=1WE;COUNT=3",
    "FREQ=MONTHLY;BYDAY=WE;BYSETPOS=1;COUNT=3",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2;COUNT=3",
    "FREQ=YEARLY;COUNT=3",
    "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=2;COUNT=3",
    "FREQ=YEARLY;BYMONTH=12;BYDAY=1WE;COUNT=3",
]
NOT_HELD = [
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=9",
    "FREQ=DAILY;BYMONTH=12;COUNT=40",
    "FREQ=WEEKLY;BYMONTH=1,12;COUNT=9",
    "FREQ=MONTHLY;BYMONTHDAY=2,16;COUNT=24",
    "FREQ=MONTHLY;BYMONTHDAY=-30,2;COUNT=9",
    "FREQ=MONTHLY;BYDAY=1WE,3WE;COUNT=24",
    "FREQ=MONTHLY;BYDAY=WE;COUNT=24",
    "FREQ=MONTHLY;BYDAY=WE;BYSETPOS=1,-1;COUNT=24",
    "FREQ=MONTHLY;BYDAY=MO,WE;BYSETPOS=1;COUNT=24",
    "FREQ=MONTHLY;BYDAY=WE;BYMONTHDAY=1,2,3,4,5,6,7;COUNT=9",
    "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=2;COUNT=8",
    "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=2;COUNT=6",
]


@pytest.mark.parametrize("rrule", HELD)
def test_what_it_can_hold_is_said_as_it_is(rrule):
    assert faults(rrule, STARTS, TOKYO) == [] and can_hold(rrule, STARTS, ())
    assert said_to_all(rrule, STARTS, TOKYO, ()) == (rrule, (), ())


@pytest.mark.parametrize("rrule", NOT_HELD)
def test_what_it_cannot_is_said_by_weeks(rrule):
    assert faults(rrule, STARTS, TOKYO) == [] and not can_hold(rrule, STARTS, ())
    other, left_out, _ = said_to_all(rrule, STARTS, TOKYO, ())
    assert can_hold(other, STARTS, ()) and same_dates(rrule, (), other, left_out)


@pytest.mark.parametrize("day", [29, 30, 31])
def test_a_day_that_not_every_month_has_is_another_one_there(day):
    starts = datetime(2027, 1, day, 10)
    for rrule in ("FREQ=MONTHLY;COUNT=6", f"FREQ=MONTHLY;BYMONTHDAY={day};COUNT=6"):
        assert not can_hold(rrule, starts, ())
    assert can_hold("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=6", starts, ())


def test_a_date_beside_the_rule_becomes_one_of_it():
    beside = [STARTS + timedelta(days=13), STARTS + timedelta(days=30)]
    rrule, left_out, rdates = said_to_all("FREQ=WEEKLY;COUNT=4", STARTS, TOKYO, beside)
    assert rrule == "FREQ=WEEKLY;UNTIL=20270101T010000Z;BYDAY=TU,WE,FR" and rdates == ()
    assert same_dates("FREQ=WEEKLY;COUNT=4", beside, rrule, left_out)


@pytest.mark.parametrize(
    ("rrule", "beside"),
    [
        ("FREQ=WEEKLY;COUNT=4", [STARTS + timedelta(days=8, hours=1)]),  # another time of the day
        ("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=2,3;COUNT=60", []),  # 15 years
    ],
)
def test_what_weeks_cannot_say_stays_as_it_is(rrule, beside):
    assert said_to_all(rrule, STARTS, TOKYO, beside) == (rrule, (), tuple(beside))


def same_dates(rrule, rdates, other, left_out) -> bool:
    """By dateutil, without zones: UNTIL is the last date in Tokyo."""
    until = f"UNTIL={expand(other, STARTS, TOKYO, last=datetime.max).latest:%Y%m%dT%H%M%S}"
    naive = ";".join(until if part.startswith("UNTIL") else part for part in other.split(";"))
    ours = {*rrulestr(rrule, dtstart=STARTS), *rdates}
    return ours == {*rrulestr(naive, dtstart=STARTS)} - {*left_out} and len(left_out) <= MOST_LEFT_OUT


@given(
    freq=st.sampled_from(["DAILY;BYMONTH=1,3,12", "MONTHLY", "MONTHLY;BYMONTH=3,12", "MONTHLY;INTERVAL=2"]),
    by=st.sampled_from(["BYMONTHDAY={}", "BYDAY=MO,WE,FR;BYSETPOS=1,-{}", "BYDAY=1WE,{}SA"]),
    number=st.integers(1, 4),
    count=st.integers(1, 40),
    days=st.lists(st.integers(1, 300), max_size=5),
)
def test_any_series_has_the_same_dates(freq, by, number, count, days):
    listed = f"2,{number}" if "MONTHDAY" in by else number
    rrule = f"FREQ={freq};COUNT={count}" + ("" if freq.startswith("DAILY") else f";{by.format(listed)}")
    assume(faults(rrule, STARTS, TOKYO) == [])
    rdates = [STARTS + timedelta(days=day) for day in days]
    other, left_out, beside = said_to_all(rrule, STARTS, TOKYO, rdates)
    assert same_dates(rrule, rdates, other, left_out) if other != rrule else beside == tuple(rdates)
