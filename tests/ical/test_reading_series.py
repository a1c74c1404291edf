"""How other people's meetings are repeated, and their dates that differ."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.ical.reading import read
from tests.ical.messages import BASE, TIMES, ZONES, calendar, code, message, only, refusal, vevent

NOON = datetime(2026, 12, 1, 3, tzinfo=UTC)  # 12:00 in Tokyo, a Tuesday
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("FREQ=WEEKLY;COUNT=6", "FREQ=WEEKLY;COUNT=6"),
        ("COUNT=6;FREQ=WEEKLY;INTERVAL=1;WKST=MO", "FREQ=WEEKLY;COUNT=6"),
        ("freq=weekly;count=6;byday=TU, TH", "FREQ=WEEKLY;COUNT=6;BYDAY=TU,TH"),
        ("FREQ=DAILY;UNTIL=20261210", "FREQ=DAILY;UNTIL=20261210T145959Z"),
        ("FREQ=DAILY;UNTIL=20261210T120000", "FREQ=DAILY;UNTIL=20261210T030000Z"),
    ],
)
def test_a_rule_is_written_our_one_way(written: str, canonical: str) -> None:
    event = only(message(*TIMES, f"RRULE:{written}"))
    assert (event.rrule, event.endless, event.tzid) == (canonical, False, "Asia/Tokyo")


def test_lotus_names_a_zone_beside_the_rule() -> None:
    assert only(message(*TIMES, "RRULE;TZID=Eastern:FREQ=DAILY;COUNT=5")).rrule == "FREQ=DAILY;COUNT=5"


def test_an_endless_rule_is_told_as_such() -> None:
    event = only(message(*TIMES, "RRULE:FREQ=WEEKLY;BYDAY=TU"))
    assert (event.rrule, event.endless) == ("FREQ=WEEKLY;BYDAY=TU", True)


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("FREQ=SECONDLY", "freq_not_offered"),
        ("FREQ=MINUTELY;COUNT=3", "freq_not_offered"),
        ("FREQ=DAILY;INTERVAL=0", "interval_out_of_range"),
        ("FREQ=DAILY;COUNT=501", "count_out_of_range"),
        ("FREQ=DAILY;BYHOUR=9,15;COUNT=4", "rule_part_not_offered"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=3", "impossible_day"),
        ("RSCALE=CHINESE;FREQ=YEARLY", "unknown_rule_part"),
        ("FREQ=WEEKLY;BYDAY=WE;COUNT=4", "start_not_in_rule"),
        ("FREQ=DAILY;UNTIL=20261101T000000Z", "until_before_start"),
        ("COUNT=3", "rule_without_freq"),
        ("FREQ=会議", "control_characters"),
    ],
)
def test_a_rule_that_we_do_not_take(rule: str, fault: str) -> None:
    refused = refusal(message(*TIMES, f"RRULE:{rule}"))
    assert (refused.code, refused.values["rule"]) == ("rule_not_taken", rule)
    assert fault in [told["code"] for told in refused.values["faults"]]


@pytest.mark.parametrize(
    "lines",
    [
        ("RRULE:FREQ=DAILY;COUNT=3", "RRULE:FREQ=WEEKLY;COUNT=3"),
        ("RRULE:FREQ=DAILY;COUNT=3", "EXRULE:FREQ=WEEKLY;COUNT=3"),
        ("RDATE;VALUE=PERIOD:20261203T030000Z/PT2H",),
        ("RDATE;VALUE=PERIOD:20261203T030000Z/20261203T050000Z",),
    ],
)
def test_more_than_one_rule_or_length(lines: tuple[str, ...]) -> None:
    assert code(message(*TIMES, *lines)) == "rule_not_taken"


def test_dates_left_out_and_added() -> None:
    lines = (
        "RRULE:FREQ=DAILY;COUNT=9",
        "EXDATE;TZID=Asia/Tokyo:20261202T120000,20261203T120000",
        "EXDATE:20261204T030000Z",
        "EXDATE:20261205T120000",  # by the clock of the event
        "EXDATE;VALUE=DATE:20261206",
        "EXDATE:",
        "RDATE;TZID=Asia/Seoul:20261220T150000",
        "RDATE;VALUE=PERIOD:20261221T030000Z/PT1H,20261222T030000Z/20261222T040000Z",
    )
    event = only(message(*TIMES, *lines))
    assert event.exdates == tuple(NOON + DAY * n for n in (1, 2, 3, 4, 5))
    assert event.rdates == (NOON + DAY * 19 + timedelta(hours=3), NOON + DAY * 20, NOON + DAY * 21)
    assert {str(at.tzinfo) for at in (*event.exdates, *event.rdates)} == {"Asia/Tokyo"}


def test_dates_without_a_rule_are_a_series_too() -> None:
    event = only(message(*TIMES, "RDATE:20261203T030000Z"))
    assert (event.rrule, event.rdates) == ("", (NOON + 2 * DAY,))


def test_a_date_that_is_none_is_not_passed_over() -> None:
    assert code(message(*TIMES, "RRULE:FREQ=DAILY;COUNT=9", "EXDATE:tomorrow")) == "bad_time"
    assert code(message(*TIMES, "RDATE;TZID=Nowhere:20261203T120000")) == "unknown_zone"


def test_whole_days_repeated() -> None:
    lines = ("DTSTART;VALUE=DATE:20261201", "RRULE:FREQ=DAILY;UNTIL=20261205", "EXDATE;VALUE=DATE:20261203")
    event = only(message(*lines))
    midnight = datetime(2026, 11, 30, 15, tzinfo=UTC)
    assert (event.all_day, event.rrule) == (True, "FREQ=DAILY;UNTIL=20261205T145959Z")
    assert (event.starts_at, event.exdates) == (midnight, (midnight + 2 * DAY,))


MOVED = ("DTSTART;TZID=Asia/Tokyo:20261209T140000", "DTEND;TZID=Asia/Tokyo:20261209T150000")


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("RECURRENCE-ID;TZID=Asia/Tokyo:20261208T120000", NOON + WEEK),
        ("RECURRENCE-ID:20261208T030000Z", NOON + WEEK),
        ("RECURRENCE-ID;TZID=Asia/Seoul:20261208T120000", NOON + WEEK),
        ("RECURRENCE-ID:20261208T120000", NOON + WEEK),  # by the clock of the event
        ("RECURRENCE-ID;VALUE=DATE:20261208", datetime(2026, 12, 7, 15, tzinfo=UTC)),
    ],
)
def test_one_date_without_its_series(line: str, at: datetime) -> None:
    event = only(message(*MOVED, line, "RDATE:20261208T030000Z", "RRULE:FREQ=SECONDLY"))
    assert (event.recurrence_at, event.this_and_future) == (at, False)
    assert event.starts_at == NOON + 8 * DAY + timedelta(hours=2)
    assert (event.rrule, event.rdates) == ("", ())


def test_a_date_of_a_series_keeps_the_zone_its_name_was_written_in() -> None:
    utc = only(message(*MOVED, "RECURRENCE-ID:20261208T030000Z"))
    tokyo = only(message(*MOVED, "RECURRENCE-ID;TZID=Asia/Tokyo:20261208T120000"))
    assert [str(one.recurrence_at.tzinfo) for one in (utc, tokyo) if one.recurrence_at] == [
        "UTC",
        "Asia/Tokyo",
    ]


def test_this_and_all_that_follow() -> None:
    line = "RECURRENCE-ID;RANGE={};TZID=Asia/Tokyo:20261208T120000"
    assert only(message(*MOVED, line.format("ThisAndFuture"))).this_and_future
    assert code(message(*MOVED, line.format("THISANDPRIOR"))) == "range_not_taken"


@pytest.mark.parametrize("method", ["CANCEL", "REPLY"])
def test_which_date_an_answer_is_about_has_to_be_known(method: str) -> None:
    assert code(message("RECURRENCE-ID:20261208T120000", method=f"METHOD:{method}")) == "floating_time"
    lost = message("RECURRENCE-ID;TZID=Nowhere:20261208T120000", method=f"METHOD:{method}")
    assert code(lost) == "unknown_zone"
    found = only(message("RECURRENCE-ID:20261208T030000Z", method=f"METHOD:{method}"))
    assert (found.recurrence_at, found.starts_at) == (NOON + WEEK, None)


def test_the_series_comes_first_and_its_dates_in_their_order() -> None:
    later = vevent(*MOVED, "RECURRENCE-ID;TZID=Asia/Tokyo:20261215T120000")
    earlier = vevent(*MOVED, "RECURRENCE-ID:20261208T030000Z")
    master = vevent(*TIMES, "RRULE:FREQ=WEEKLY;COUNT=6")
    found = read(calendar(*later, *earlier, *master), ZONES)
    assert [event.recurrence_at for event in found.events] == [None, NOON + WEEK, NOON + 2 * WEEK]
    assert (
        code(calendar(*earlier, *vevent(*MOVED, "RECURRENCE-ID;TZID=Asia/Tokyo:20261208T120000")))
        == "event_twice"
    )


def test_the_organizer_may_be_named_by_the_dates_alone() -> None:
    text = calendar(*vevent(*TIMES, "RRULE:FREQ=WEEKLY;COUNT=6", base=BASE[:2]),
                    *vevent(*MOVED, "RECURRENCE-ID:20261208T030000Z"))  # fmt: skip
    organizer = read(text).organizer
    assert organizer and organizer.address == "kim@daejeon.example"
