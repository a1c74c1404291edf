"""Every way in which a rule is refused, and that what people and clients write is not."""

from datetime import datetime

import pytest

from booking import rule_words
from booking.rules.recurrence import faults

TUESDAY = datetime(2026, 12, 1, 10)
TOKYO = "Asia/Tokyo"


def codes(text: str, starts: datetime = TUESDAY, tzid: str = TOKYO) -> list[str]:
    return [fault.code for fault in faults(text, starts, tzid)]


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;COUNT=500",
        "FREQ=DAILY;INTERVAL=366;COUNT=1",
        "freq=daily;count=3",
        "RRULE:FREQ=DAILY;COUNT=3;",
        "FREQ=DAILY;BYDAY=MO, TU, WE, TH, FR;COUNT=3;WKST=SU",
        "FREQ=WEEKLY;COUNT=99;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR;WKST=SU",
        "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261201",
        "FREQ=WEEKLY;UNTIL=20261201T100000",
        "FREQ=WEEKLY;UNTIL=20261201T010000Z",
        "FREQ=WEEKLY;UNTIL=99991231T235959Z",
        "FREQ=MONTHLY;BYDAY=1TU;COUNT=3",
        "FREQ=MONTHLY;BYDAY=+1TU,-1TU;COUNT=3",
        "FREQ=MONTHLY;BYMONTHDAY=1,-1;COUNT=3",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1;COUNT=3",
        "FREQ=MONTHLY;BYMONTH=12;COUNT=3",
        "FREQ=YEARLY;COUNT=3",
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1;COUNT=3",
        "FREQ=YEARLY;BYMONTH=12;BYDAY=1TU;COUNT=3",
    ],
)
def test_taken(text):
    assert faults(text, TUESDAY, TOKYO) == []


def test_29_february_is_a_day():
    text = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=3"
    assert codes(text, datetime(2028, 2, 29, 10)) == []
    assert codes("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-29;COUNT=3", datetime(2028, 2, 1, 10)) == []


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", ["rule_without_freq"]),
        ("COUNT=3", ["rule_without_freq"]),
        ("FREQ=DAILY;COUNT=3" + " " * 500, ["too_long_text"]),
        ("FREQ=DAILY;COUNT=3\r\nSUMMARY:x", ["control_characters"]),
        ("FREQ=DAILY;COUNT=3\x00", ["control_characters"]),
        ("FREQ=DAILY;COUNT=٣", ["control_characters"]),
        ("FREQ=DAILY;WKſT=MO;COUNT=3", ["control_characters"]),
        ("FREQ=DAILY;COUNT=3;X-FOO=1", ["unknown_rule_part"]),
        ("RSCALE=CHINESE;FREQ=YEARLY;COUNT=3", ["unknown_rule_part"]),
        ("FREQ=DAILY;COUNT=3;nonsense", ["unknown_rule_part"]),
        ("FREQ=DAILY;FREQ=DAILY;COUNT=3", ["rule_part_twice"]),
        ("FREQ=DAILY;COUNT=3;count=4", ["rule_part_twice"]),
        ("FREQ=SECONDLY;COUNT=3", ["freq_not_offered"]),
        ("FREQ=MINUTELY;COUNT=3", ["freq_not_offered"]),
        ("FREQ=HOURLY;COUNT=3", ["freq_not_offered"]),
        ("FREQ=;COUNT=3", ["freq_not_offered"]),
        ("FREQ=DAILY;BYSECOND=1;COUNT=3", ["rule_part_not_offered"]),
        ("FREQ=DAILY;BYMINUTE=1;COUNT=3", ["rule_part_not_offered"]),
        ("FREQ=DAILY;BYHOUR=1;COUNT=3", ["rule_part_not_offered"]),
        ("FREQ=YEARLY;BYYEARDAY=1;COUNT=3", ["rule_part_not_offered"]),
        ("FREQ=YEARLY;BYWEEKNO=1;COUNT=3", ["rule_part_not_offered"]),
        ("FREQ=DAILY;INTERVAL=0;COUNT=3", ["interval_out_of_range"]),
        ("FREQ=DAILY;INTERVAL=367;COUNT=3", ["interval_out_of_range"]),
        ("FREQ=DAILY;INTERVAL=1_0;COUNT=3", ["interval_out_of_range"]),
        ("FREQ=DAILY;COUNT=0", ["count_out_of_range"]),
        ("FREQ=DAILY;COUNT=-1", ["count_out_of_range"]),
        ("FREQ=DAILY;COUNT=501", ["count_out_of_range"]),
        ("FREQ=DAILY;COUNT=" + "9" * 400, ["count_out_of_range"]),
        ("FREQ=DAILY;COUNT=3;UNTIL=20270101", ["count_and_until"]),
        ("FREQ=DAILY", ["endless_rule"]),
        ("FREQ=DAILY;UNTIL=20261130", ["until_before_start"]),
        ("FREQ=DAILY;UNTIL=20261201T095959", ["until_before_start"]),
        ("FREQ=DAILY;UNTIL=20261201T005959Z", ["until_before_start"]),
        ("FREQ=DAILY;UNTIL=20261301", ["bad_rule_value"]),
        ("FREQ=DAILY;UNTIL=20270229", ["bad_rule_value"]),
        ("FREQ=DAILY;UNTIL=2027-01-01", ["bad_rule_value"]),
        ("FREQ=DAILY;UNTIL=20270101T1000Z", ["bad_rule_value"]),
        ("FREQ=DAILY;COUNT=3;WKST=XX", ["bad_rule_value"]),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=", ["bad_rule_value"]),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=6TU", ["bad_rule_value"]),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=0TU", ["bad_rule_value"]),
        ("FREQ=MONTHLY;COUNT=3;BYMONTHDAY=0", ["bad_rule_value"]),
        ("FREQ=MONTHLY;COUNT=3;BYMONTHDAY=32", ["bad_rule_value"]),
        ("FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-32", ["bad_rule_value"]),
        ("FREQ=MONTHLY;COUNT=3;BYMONTH=13", ["bad_rule_value"]),
        ("FREQ=MONTHLY;COUNT=3;BYMONTH=-1", ["bad_rule_value"]),
        ("FREQ=MONTHLY;COUNT=3;BYMONTH=5L", ["bad_rule_value"]),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=TU;BYSETPOS=0", ["bad_rule_value"]),
        ("FREQ=MONTHLY;COUNT=3;BYMONTHDAY=" + ",".join(["1"] * 32), ["rule_list_too_long"]),
        ("FREQ=WEEKLY;BYDAY=1TU;COUNT=3", ["nth_weekday_not_offered"]),
        ("FREQ=DAILY;BYDAY=-1TU;COUNT=3", ["nth_weekday_not_offered"]),
        ("FREQ=WEEKLY;BYMONTHDAY=1;COUNT=3", ["month_day_in_week"]),
        ("FREQ=YEARLY;BYMONTHDAY=1;COUNT=3", ["month_needed"]),
        ("FREQ=YEARLY;BYDAY=1TU;COUNT=3", ["month_needed"]),
        ("FREQ=MONTHLY;BYSETPOS=1;COUNT=3", ["set_pos_alone"]),
        ("FREQ=WEEKLY;BYDAY=TU;BYSETPOS=1;COUNT=3", ["set_pos_alone"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", ["impossible_day"]),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=3", ["impossible_day"]),
        ("FREQ=MONTHLY;BYMONTH=4,6;BYMONTHDAY=31;COUNT=3", ["impossible_day"]),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=-30;COUNT=3", ["impossible_day"]),
        ("FREQ=WEEKLY;BYDAY=WE;COUNT=3", ["start_not_in_rule"]),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=3", ["start_not_in_rule"]),
        ("FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=2TU;COUNT=3", ["start_not_in_rule"]),
        ("FREQ=YEARLY;BYMONTH=1;COUNT=3", ["start_not_in_rule"]),
    ],
)
def test_refused(text, expected):
    assert codes(text) == expected


def test_all_at_once():
    text = "FREQ=SECONDLY;INTERVAL=0;BYHOUR=3;X=1;X=1;COUNT=3;UNTIL=20270101"
    assert set(codes(text)) == {
        "freq_not_offered", "interval_out_of_range", "rule_part_not_offered", "unknown_rule_part",
        "rule_part_twice", "count_and_until",
    }  # fmt: skip
    assert codes("FREQ=WEEKLY;BYMONTHDAY=1") == ["month_day_in_week", "endless_rule"]
    assert codes("FREQ=WEEKLY;BYDAY=MO") == ["endless_rule", "start_not_in_rule"]


def test_what_is_told_is_short_and_of_the_field():
    (fault,) = faults("FREQ=DAILY;COUNT=3;" + "X" * 400, TUESDAY, TOKYO)
    assert (fault.field, fault.values) == ("rrule", {"part": "X" * 20})


@pytest.mark.parametrize("starts", [datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59)], ids=["first", "last"])
def test_at_the_ends_of_the_calendar_nothing_breaks(starts):
    assert "endless_rule" not in codes("FREQ=WEEKLY;UNTIL=20270101T000000Z", starts, "Pacific/Kiritimati")


def test_an_unknown_zone_is_somebody_else_s_fault():
    assert codes("FREQ=DAILY;UNTIL=20270101T000000Z", tzid="Mars/Olympus") == []


@pytest.mark.parametrize(
    "text", ["", "FREQ=X;COUNT=0;INTERVAL=0;BYHOUR=1;Y=1", "FREQ=DAILY;FREQ=DAILY;WKST=;COUNT=1;UNTIL=2"]
)
def test_each_fault_has_its_words(text):
    for fault in faults(text, TUESDAY, TOKYO):
        assert rule_words.of_rule(fault)
