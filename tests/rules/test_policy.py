"""Each rule on both sides of its boundary."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.rules.approval import approval_rule
from booking.rules.closures import Closure
from booking.rules.interval import Interval
from booking.rules.opening import OpeningHours
from booking.rules.policy import broken_rules
from booking.rules.questions import Question
from tests.factories import at, span
from tests.rules.terms import policy, terms, wish

SECOND = timedelta(seconds=1)
ASKED = Question("purpose", "choice", {"en": "Purpose"}, True, {"talks": {}, "visit": {}})
NUMBER, YES_NO = Question("n", "number", {}), Question("y", "yes_no", {})
CLOSED = Closure(span(2, "12:00", "13:00"), {"en": "Cleaning"})


def codes(wish, terms) -> list[str]:
    return [rule.code for rule in broken_rules(wish, terms)]


@pytest.mark.parametrize(
    ("interval", "broken"),
    [
        (span(2, "10:00", "11:00"), []),
        (span(2, "08:45", "09:45"), []),
        (span(2, "08:30", "09:30"), ["outside_opening_hours"]),
        (span(2, "16:30", "17:30"), []),
        (span(2, "16:45", "17:45"), ["outside_opening_hours"]),
        (span(5, "10:00", "11:00"), ["outside_opening_hours"]),
        (span(2, "10:05", "11:00"), ["off_grid"]),
        (span(2, "10:05", "11:05"), ["off_grid", "off_grid"]),
        (span(2, "10:00", "10:30"), []),
        (span(2, "10:00", "10:15"), ["too_short"]),
        (span(2, "10:00", "14:00"), []),
        (span(2, "10:00", "14:15"), ["too_long"]),
        (span(2, "17:00", "17:30"), []),
        (Interval(at(2, "17:00"), at(3, "09:00")), ["too_long", "outside_opening_hours"]),
    ],
)
def test_times(interval, broken):
    assert codes(wish(interval), terms()) == broken


@pytest.mark.parametrize(
    ("now", "broken"),
    [
        (at(2, "10:00"), ["too_soon"]),
        (at(2, "10:00") + SECOND, ["past"]),
        (at(2, "08:00"), []),
        (at(2, "08:00") + SECOND, ["too_soon"]),
        (at(2, "10:00") - timedelta(days=60), []),
        (at(2, "10:00") - timedelta(days=60) - SECOND, ["too_far"]),
    ],
)
def test_notice(now, broken):
    assert codes(wish(now=now), terms()) == broken


@pytest.mark.parametrize(
    ("interval", "broken"),
    [
        (span(2, "11:00", "12:00"), []),
        (span(2, "13:00", "14:00"), []),
        (span(2, "11:00", "12:15"), ["closed"]),
        (span(2, "12:45", "14:00"), ["closed"]),
    ],
)
def test_closures(interval, broken):
    assert codes(wish(interval), terms(closures=[CLOSED])) == broken


@pytest.mark.parametrize(("headcount", "broken"), [(None, []), (8, []), (9, ["over_capacity"])])
def test_capacity(headcount, broken):
    assert codes(wish(headcount=headcount), terms()) == broken
    assert codes(wish(headcount=headcount), terms(capacity=None)) == []


@pytest.mark.parametrize(
    ("answers", "broken"),
    [
        ({"purpose": "talks"}, []),
        ({"purpose": " talks "}, []),
        ({}, ["answer_required"]),
        ({"purpose": "  "}, ["answer_required"]),
        ({"purpose": "Talks"}, ["answer_unknown"]),
        ({"purpose": "visit", "n": "-12", "y": "yes"}, []),
        ({"purpose": "visit", "n": "1.5"}, ["answer_unknown"]),
        ({"purpose": "visit", "n": "١"}, ["answer_unknown"]),
        ({"purpose": "visit", "n": "-"}, ["answer_unknown"]),
        ({"purpose": "visit", "y": "YES"}, ["answer_unknown"]),
    ],
)
def test_questions(answers, broken):
    assert codes(wish(answers=answers), terms(questions=[ASKED, NUMBER, YES_NO])) == broken


def test_buffers_may_lie_outside_opening_hours_but_are_claimed():
    room = terms(setup_time=timedelta(minutes=15), teardown_time=timedelta(minutes=30))
    assert codes(wish(span(2, "08:45", "09:45")), room) == []
    assert room.claimed(span(2, "08:45", "09:45")) == span(2, "08:30", "10:15")


def local(tzid: str, *shown: int) -> datetime:
    return datetime(*shown, tzinfo=ZoneInfo(tzid))


@pytest.mark.parametrize("day", [8, 1])
def test_open_all_day_where_the_clocks_change(day):
    """24:00 is the next midnight; the day is 23 or 25 hours long, and one may book across midnight."""
    month = 3 if day == 8 else 11
    always = dict.fromkeys(range(1, 8), ((0, 1440),))
    rules = terms(tzid="America/New_York", opening_hours=OpeningHours(always), max_duration=timedelta(days=2))
    begins = local("America/New_York", 2026, month, day, 23)
    for starts_at in (begins - timedelta(hours=23), begins):
        night = Interval(starts_at, starts_at + timedelta(hours=3))
        assert codes(wish(night, now=night.starts_at - timedelta(days=2)), rules) == []


def test_hours_hold_by_the_wall_on_both_sides_of_the_change():
    hours = dict.fromkeys(range(1, 8), ((540, 1020),))
    rules = terms(tzid="America/New_York", opening_hours=OpeningHours(hours))
    for day in (7, 8, 9):
        nine = local("America/New_York", 2026, 3, day, 9)
        now = nine - timedelta(days=2)
        assert codes(wish(Interval(nine, nine + timedelta(hours=1)), now=now), rules) == []
        early = Interval(nine - timedelta(hours=1), nine)
        assert codes(wish(early, now=now), rules) == ["outside_opening_hours"]


@pytest.mark.parametrize("hours", [((120, 180),), ((150, 180),), ((120, 150),)])
def test_hours_that_lie_in_the_hour_left_out(hours):
    """On the night when 2:00 becomes 3:00 such a space is not open; nothing breaks."""
    rules = terms(tzid="America/New_York", opening_hours=OpeningHours({7: hours}))
    starts_at = local("America/New_York", 2026, 3, 8, 3)
    found = codes(
        wish(Interval(starts_at, starts_at + timedelta(hours=1)), now=starts_at - timedelta(days=1)), rules
    )
    assert found == ["outside_opening_hours"]


@pytest.mark.parametrize(
    ("mode", "whom", "kind", "confirmed", "rule"),
    [
        ("never", "everybody", "overseas", False, None),
        ("always", "everybody", None, True, "always"),
        ("always", "overseas", "local", True, None),
        ("always", "overseas", "overseas", True, "always"),
        ("always", "overseas", None, True, None),
        ("first_booking", "overseas", "overseas", False, "first_booking"),
        ("first_booking", "overseas", "overseas", True, None),
        ("first_booking", "local", "local", False, "first_booking"),
        ("first_booking", "everybody", None, False, "first_booking"),
    ],
)
def test_approval(mode, whom, kind, confirmed, rule):
    policies = {1: policy(), 2: policy(approval=mode, approval_for=whom)}
    assert approval_rule(policies, kind, lambda space_id: confirmed and space_id == 2) == rule
