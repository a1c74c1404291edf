"""What Outlook can hold, and that what it cannot is said by the same dates (ICAL A20)."""

from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from booking.rules.outlook import MOST_DATES, Course, Said, can_hold, said_to_all
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
    assert said_to_all(Course(rrule, STARTS, TOKYO)) == Said(rrule)


@pytest.mark.parametrize("rrule", NOT_HELD)
def test_what_it_cannot_is_said_by_weeks(rrule):
    assert faults(rrule, STARTS, TOKYO) == [] and not can_hold(rrule, STARTS, ())
    course = Course(rrule, STARTS, TOKYO)
    assert can_hold(said_to_all(course).rrule, STARTS, ()) and same_dates(course)


@pytest.mark.parametrize("day", [29, 30, 31])
def test_a_day_that_not_every_month_has_is_another_one_there(day):
    starts = datetime(2027, 1, day, 10)
    for rrule in ("FREQ=MONTHLY;COUNT=6", f"FREQ=MONTHLY;BYMONTHDAY={day};COUNT=6"):
        assert not can_hold(rrule, starts, ())
    assert can_hold("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=6", starts, ())


@pytest.mark.parametrize(
    "rrule", ["FREQ=MONTHLY;BYMONTHDAY=2,16;COUNT=60", "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=18"]
)
def test_two_and_a_half_years_are_not_too_long(rrule):
    course = Course(rrule, datetime(2026, 12, 31 if "31" in rrule else 2, 10), TOKYO)
    assert can_hold(said_to_all(course).rrule, course.starts, ()) and same_dates(course)


def test_a_date_beside_the_rule_becomes_one_of_it():
    course = Course("FREQ=WEEKLY;COUNT=4", STARTS, TOKYO, (days_on(13), days_on(30)))
    said = said_to_all(course)
    assert (said.rrule, said.rdates) == ("FREQ=WEEKLY;UNTIL=20270101T010000Z;BYDAY=TU,WE,FR", ())
    assert said.apart == () and same_dates(course)


def test_a_date_at_another_time_is_an_exception_from_the_rule():
    later = days_on(8, hours=1)
    course = Course("FREQ=WEEKLY;COUNT=4", STARTS, TOKYO, (days_on(13), later))
    said = said_to_all(course)
    assert (said.rrule, said.rdates) == ("FREQ=WEEKLY;UNTIL=20261223T010000Z;BYDAY=TU,WE,TH", ())
    assert said.apart == (later,) and said.name(later) == days_on(8) and same_dates(course)
    assert days_on(8) not in said.exdates(()) and days_on(8) in said.exdates([later])


def test_a_date_of_the_rule_that_another_one_of_its_day_takes_the_place_of():
    course = Course("FREQ=WEEKLY;COUNT=4", STARTS, TOKYO, (days_on(7, hours=4),), (days_on(7),))
    said = said_to_all(course)
    assert (said.rrule, said.name(course.rdates[0])) == (
        "FREQ=WEEKLY;UNTIL=20261223T010000Z;BYDAY=WE",
        days_on(7),
    )
    assert said.exdates([days_on(7), days_on(14)]) == [days_on(14)] and same_dates(course)
    assert said.exdates([days_on(7), days_on(7, hours=4)]) == [days_on(7)]


@pytest.mark.parametrize(
    ("rrule", "beside"),
    [
        ("FREQ=WEEKLY;COUNT=4", (7 * 24 + 1,)),  # two on one day
        ("FREQ=WEEKLY;COUNT=4", (24, 25)),
        ("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=2,3;COUNT=60", ()),  # 15 years
    ],
)
def test_what_weeks_cannot_say_stays_as_it_is(rrule, beside):
    rdates = tuple(STARTS + timedelta(hours=hours) for hours in beside)
    assert said_to_all(Course(rrule, STARTS, TOKYO, rdates)) == Said(rrule, rdates=rdates)


def days_on(days: int, hours: int = 0) -> datetime:
    return STARTS + timedelta(days=days, hours=hours)


def same_dates(course: Course) -> bool:
    """By dateutil, without zones: UNTIL is the last date in Tokyo."""
    said = said_to_all(course)
    whole = expand(said.rrule, course.starts, TOKYO, last=datetime.max, most=MOST_DATES)
    until = f"UNTIL={whole.latest:%Y%m%dT%H%M%S}"
    naive = ";".join(until if part.startswith("UNTIL") else part for part in said.rrule.split(";"))
    ours = {*rrulestr(course.rrule, dtstart=course.starts), *course.rdates} - {*course.exdates}
    theirs = [*rrulestr(naive, dtstart=course.starts)]
    named = {said.name(wall): wall for wall in said.apart}
    read = {named.get(wall, wall) for wall in {*theirs} - {*said.exdates(course.exdates)}}
    return ours == read and len(theirs) <= MOST_DATES and {*named} <= {*theirs}


@given(
    freq=st.sampled_from(["DAILY;BYMONTH=1,3,12", "MONTHLY", "MONTHLY;BYMONTH=3,12", "MONTHLY;INTERVAL=2"]),
    by=st.sampled_from(["BYMONTHDAY={}", "BYDAY=MO,WE,FR;BYSETPOS=1,-{}", "BYDAY=1WE,{}SA"]),
    number=st.integers(1, 4),
    count=st.integers(1, 40),
    hours=st.lists(st.integers(1, 7200) | st.integers(1, 300).map(lambda days: 24 * days), max_size=5),
    left_out=st.sets(st.integers(0, 40), max_size=5),
)
def test_any_series_has_the_same_dates(freq, by, number, count, hours, left_out):
    listed = f"2,{number}" if "MONTHDAY" in by else number
    rrule = f"FREQ={freq};COUNT={count}" + ("" if freq.startswith("DAILY") else f";{by.format(listed)}")
    assume(faults(rrule, STARTS, TOKYO) == [])
    rdates = tuple(STARTS + timedelta(hours=one) for one in hours)
    ruled = expand(rrule, STARTS, TOKYO, last=datetime.max).walls
    exdates = tuple(wall for nth, wall in enumerate(ruled) if nth in left_out)
    course = Course(rrule, STARTS, TOKYO, rdates, exdates)
    said = said_to_all(course)
    assert same_dates(course) if said.rrule != rrule else said.rdates in ((), rdates)
