"""The choices of a form and the rules that they stand for, both ways."""

from datetime import date, datetime

import pytest

from booking.forms.series import (
    LAST_WEEKDAY,
    LAST_WORKING_DAY,
    NTH_WEEKDAY,
    Repeats,
    repeats_of,
    rule_of,
)
from booking.rules.recurrence import canonical, expand, faults

TUESDAY = datetime(2026, 12, 8, 10)  # the second of its month
LAST_TUESDAY = datetime(2026, 12, 29, 10)
LAST_THURSDAY = datetime(2026, 12, 31, 10)

SAID = (
    (Repeats("DAILY", every=3, times=4), TUESDAY, "FREQ=DAILY;COUNT=4;INTERVAL=3"),
    (Repeats("WEEKLY", weekdays=(1,), times=4), TUESDAY, "FREQ=WEEKLY;COUNT=4;BYDAY=TU"),
    (
        Repeats("WEEKLY", every=2, weekdays=(1, 3), until=date(2027, 1, 31)),
        TUESDAY,
        "FREQ=WEEKLY;UNTIL=20270131T145959Z;INTERVAL=2;BYDAY=TU,TH",
    ),
    (Repeats("MONTHLY", times=3), TUESDAY, "FREQ=MONTHLY;COUNT=3"),
    (Repeats("MONTHLY", on=NTH_WEEKDAY, times=3), TUESDAY, "FREQ=MONTHLY;COUNT=3;BYDAY=2TU"),
    (Repeats("MONTHLY", on=LAST_WEEKDAY, times=3), LAST_TUESDAY, "FREQ=MONTHLY;COUNT=3;BYDAY=-1TU"),
    (
        Repeats("MONTHLY", on=LAST_WORKING_DAY, times=3),
        LAST_THURSDAY,
        "FREQ=MONTHLY;COUNT=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    ),
    (Repeats("YEARLY", times=2), TUESDAY, "FREQ=YEARLY;COUNT=2"),
)


@pytest.mark.parametrize("repeats, starts, rule", SAID, ids=[rule for _, _, rule in SAID])
def test_choices_and_their_rule(repeats, starts, rule):
    made = rule_of(repeats, starts.date())
    assert canonical(made, "Asia/Tokyo") == rule
    assert faults(made, starts, "Asia/Tokyo") == []
    assert repeats_of(rule, starts, "Asia/Tokyo") == repeats


@pytest.mark.parametrize(
    "rule, repeats",
    [
        ("FREQ=WEEKLY;COUNT=4", Repeats("WEEKLY", weekdays=(1,), times=4)),
        ("FREQ=MONTHLY;BYMONTHDAY=8;COUNT=3", Repeats("MONTHLY", times=3)),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=8;COUNT=2", Repeats("YEARLY", times=2)),
        # Ends at the very start of the last, and a minute before the start of another.
        ("FREQ=DAILY;UNTIL=20261210T010000Z", Repeats("DAILY", until=date(2026, 12, 10))),
        ("FREQ=DAILY;UNTIL=20261210T005900Z", Repeats("DAILY", until=date(2026, 12, 9))),
        ("FREQ=WEEKLY;BYDAY=TU;WKST=SU;COUNT=4", Repeats("WEEKLY", weekdays=(1,), times=4)),
    ],
)
def test_another_spelling_of_the_same(rule, repeats):
    assert repeats_of(rule, TUESDAY, "Asia/Tokyo") == repeats


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYMONTHDAY=8,15;COUNT=3",
        "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3",
        "FREQ=MONTHLY;BYDAY=2TU,4TU;COUNT=3",
        "FREQ=DAILY;BYDAY=MO,TU;COUNT=3",
        "FREQ=DAILY;BYMONTH=12;COUNT=3",
        "FREQ=YEARLY;BYMONTH=12;BYDAY=2TU;COUNT=3",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=4",
    ],
)
def test_what_the_choices_cannot_say(rule):
    assert repeats_of(rule, TUESDAY, "Asia/Tokyo") is None


def test_the_days_meant():
    rule = rule_of(Repeats("MONTHLY", on=LAST_WORKING_DAY, times=3), LAST_THURSDAY.date())
    found = expand(rule, LAST_THURSDAY, "Asia/Tokyo", last=datetime(2028, 1, 1))
    assert [f"{wall:%m-%d}" for wall in found.walls] == ["12-31", "01-29", "02-26"]
