"""Wall times that do not exist and that come twice (RFC 5545 3.3.5)."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.rules import wall

NEW_YORK, TOKYO = "America/New_York", "Asia/Tokyo"


@pytest.mark.parametrize(
    ("shown", "tzid", "utc"),
    [
        # The RFC's own examples: 2:30 of the night that leaves it out is 3:30 EDT; of 1:30 twice, EDT.
        (datetime(2007, 3, 11, 2, 30), NEW_YORK, datetime(2007, 3, 11, 7, 30)),
        (datetime(2007, 11, 4, 1, 30), NEW_YORK, datetime(2007, 11, 4, 5, 30)),
        (datetime(2026, 3, 8, 1, 59), NEW_YORK, datetime(2026, 3, 8, 6, 59)),
        (datetime(2026, 3, 8, 3, 0), NEW_YORK, datetime(2026, 3, 8, 7, 0)),
        (datetime(2026, 12, 1, 9, 0), TOKYO, datetime(2026, 12, 1, 0, 0)),
        (datetime(2026, 12, 1, 9, 0, fold=1), TOKYO, datetime(2026, 12, 1, 0, 0)),
        (datetime(2026, 12, 1, 5, 45), "Asia/Kathmandu", datetime(2026, 12, 1, 0, 0)),
        # A whole day that Samoa left out.
        (datetime(2011, 12, 30, 10, 0), "Pacific/Apia", datetime(2011, 12, 30, 20, 0)),
    ],
)
def test_instant(shown, tzid, utc):
    assert wall.instant(shown, tzid) == utc.replace(tzinfo=UTC)


def test_a_day_whose_midnight_does_not_exist():
    assert wall.day_start(date(2018, 11, 4), "America/Sao_Paulo") == datetime(2018, 11, 4, 3, tzinfo=UTC)
    assert wall.day_end(date(2018, 11, 3), "America/Sao_Paulo") == datetime(2018, 11, 4, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 7, 1), 24)]
)
def test_days_are_as_long_as_they_are(day, hours):
    assert wall.day_end(day, NEW_YORK) - wall.day_start(day, NEW_YORK) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("shown", "offset", "belongs"),
    [
        (datetime(2026, 7, 1, 12), -4, True),
        (datetime(2026, 7, 1, 12), -5, False),
        (datetime(2026, 12, 1, 12), -5, True),
        (datetime(2026, 11, 1, 1, 30), -4, True),
        (datetime(2026, 11, 1, 1, 30), -5, True),
        (datetime(2026, 11, 1, 1, 30), -6, False),
        (datetime(2026, 11, 1, 2, 0), -4, False),
        (datetime(2026, 7, 1, 12), 0, False),
    ],
)
def test_offset_belongs(shown, offset, belongs):
    at = shown.replace(tzinfo=timezone(timedelta(hours=offset)))
    assert wall.offset_belongs(at, NEW_YORK) is belongs


@pytest.mark.parametrize(
    "tzid", ["", "Tokyo Standard Time", "asia/tokyo", "Asia/Tokyo\n", "../etc/passwd", "localtime"]
)
def test_unknown_zones(tzid):
    assert not wall.known(tzid)


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 31)),
    st.sampled_from(["Asia/Seoul", NEW_YORK, "Europe/Paris"]),
)
def test_there_and_back(shown, tzid):
    """Only a time in a gap is shown differently, and then later, on the other side of it."""
    back = wall.local(wall.instant(shown, tzid), tzid).replace(tzinfo=None, fold=0)
    assert back == shown or timedelta(0) < back - shown <= timedelta(hours=1)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 31)), st.sampled_from([TOKYO, NEW_YORK]))
def test_since_midnight_is_what_the_clock_shows(shown, tzid):
    at = shown.replace(tzinfo=UTC)
    local = wall.local(at, tzid)
    shown_span = timedelta(
        hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )
    assert wall.since_midnight(at, tzid) == shown_span
