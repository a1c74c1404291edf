"""The dates that a request means, and what can be wrong with them."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.rules.interval import Interval
from booking.rules.requests import BookingRequest, Override
from booking.rules.series import lasting, planned, series_faults, wall

TEN = Interval(datetime(2026, 12, 2, 1, 0, tzinfo=UTC), datetime(2026, 12, 2, 2, 0, tzinfo=UTC))
A_DAY = timedelta(days=1)


def request(interval: Interval = TEN, **values) -> BookingRequest:
    return BookingRequest(("room",), "Talks", interval, values.pop("tzid", "Asia/Tokyo"), **values)


def naive(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 12, day, hour, 0)


def later(days: int, hours: int = 0) -> Interval:
    return TEN.moved_to(TEN.starts_at + timedelta(days=days, hours=hours))


def codes(**values) -> list[tuple[str, str]]:
    return [(fault.code, fault.field) for fault in series_faults(request(**values))]


def test_a_single_request_is_one_date():
    [one] = planned(request())
    assert (one.recurrence_id, one.interval, one.space) == ("2026-12-02T10:00:00", TEN, "")


def test_a_series_by_the_wall_clock_of_its_zone():
    dates = planned(request(rrule="FREQ=DAILY;COUNT=3", exdates=(naive(3),), rdates=(naive(9),)))
    assert [date.recurrence_id for date in dates] == [
        "2026-12-02T10:00:00", "2026-12-04T10:00:00", "2026-12-09T10:00:00",
    ]  # fmt: skip
    assert [date.interval.starts_at.hour for date in dates] == [1, 1, 1]


def test_another_time_and_space_for_one_date_which_may_then_come_first():
    override = Override(naive(4), later(-1), "hall")
    dates = planned(request(rrule="FREQ=DAILY;COUNT=3", overrides=(override,)))
    assert [(date.recurrence_id[8:10], date.space) for date in dates] == [
        ("04", "hall"),
        ("02", ""),
        ("03", ""),
    ]


def test_candidates_are_named_by_their_own_time():
    dates = planned(request(candidates=(later(2), later(1))))
    assert [date.recurrence_id[:10] for date in dates] == ["2026-12-02", "2026-12-03", "2026-12-04"]


def test_so_long_by_a_stopwatch_where_the_clocks_change():
    """RFC 5545 3.8.5.3: New York's night of 1 November 2026 has one hour more."""
    night = lasting(datetime(2026, 10, 31, 23, 0), timedelta(hours=4), "America/New_York")
    assert (wall(night.starts_at, "America/New_York"), wall(night.ends_at, "America/New_York")) == (
        datetime(2026, 10, 31, 23, 0), datetime(2026, 11, 1, 2, 0),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({}, []),
        ({"exdates": (naive(3),)}, [("needs_rrule", "exdates")]),
        ({"rdates": (naive(3),)}, [("needs_rrule", "rdates")]),
        ({"overrides": (Override(naive(3), TEN),)}, [("needs_rrule", "overrides")]),
        ({"rrule": "FREQ=DAILY;COUNT=2", "candidates": (later(1),)}, [("one_of_two_ways", "candidates")]),
        ({"candidates": (later(1), later(2), later(3))}, [("too_many_items", "candidates")]),
        ({"candidates": (TEN,)}, [("twice", "candidates")]),
        ({"rrule": "FREQ=DAILY"}, [("endless_rule", "rrule")]),
        ({"rrule": "FREQ=DAILY;COUNT=501"}, [("count_out_of_range", "rrule")]),
        ({"rrule": "FREQ=DAILY;UNTIL=20280601"}, [("too_many_dates", "rrule")]),
        ({"rrule": "FREQ=DAILY;COUNT=500"}, []),
        ({"rrule": "FREQ=YEARLY;COUNT=7"}, [("series_too_long", "rrule")]),
        ({"rrule": "FREQ=DAILY;COUNT=1", "exdates": (naive(2),)}, [("no_dates", "rrule")]),
        (
            {"rrule": "FREQ=DAILY;COUNT=2", "overrides": (Override(naive(4), TEN),)},
            [("unknown_date", "overrides.0.recurrence_id")],
        ),
        (
            {"rrule": "FREQ=DAILY;COUNT=2", "overrides": (Override(naive(3), TEN),) * 2},
            [("twice", "overrides.1.recurrence_id")],
        ),
        ({"tzid": "Mars/Base", "rrule": "FREQ=DAILY"}, []),  # the zone is told elsewhere
    ],
)
def test_what_is_wrong_is_told(values, faults):
    assert codes(**values) == faults
