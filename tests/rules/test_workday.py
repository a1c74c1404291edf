"""What of a day is whose working time, with values worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.rules.country import country_of
from booking.rules.interval import Interval
from booking.rules.workday import Side, parts, suited, touched
from tests.factories import span

SAPPORO, SEOUL, BANGALORE = Side("Asia/Tokyo", "JP"), Side("Asia/Seoul", "KR"), Side("Asia/Kolkata", "IN")
NOWHERE = Side("UTC", "")
ZONES = ("Asia/Tokyo", "Asia/Kolkata", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")


def on(side: Side, year: int, month: int, day: int) -> list[tuple[str, str, str]]:
    """(kind, from, to) by UTC's clock of what touches the noon of that day, UTC, an hour long."""
    noon = datetime(year, month, day, 12, tzinfo=UTC)
    found = parts(side, Interval(noon, noon + timedelta(minutes=1)))
    return [(p.kind, f"{p.interval.starts_at:%H:%M}", f"{p.interval.ends_at:%H:%M}") for p in found]


def test_a_weekday_in_bangalore():
    """Half past six in the evening, UTC, is midnight there."""
    assert on(BANGALORE, 2026, 12, 2) == [
        ("night", "18:30", "01:30"),
        ("early", "01:30", "03:30"),
        ("working", "03:30", "06:30"),
        ("lunch", "06:30", "07:30"),
        ("working", "07:30", "12:30"),
        ("late", "12:30", "15:30"),
        ("night", "15:30", "18:30"),
    ]


@pytest.mark.parametrize(
    "side, day, kind, name",
    [
        (SEOUL, date(2026, 9, 25), "holiday", "추석"),
        (SAPPORO, date(2026, 9, 25), "working", ""),
        (SAPPORO, date(2026, 9, 23), "holiday", "秋分の日"),
        (BANGALORE, date(2026, 10, 2), "holiday", "Mahatma Gandhi's Birthday"),
        (SAPPORO, date(2026, 12, 5), "weekend", ""),
        (SAPPORO, date(2026, 12, 6), "weekend", ""),
        (NOWHERE, date(2026, 12, 25), "working", ""),
    ],
)
def test_days_off_are_those_of_the_sides_own_country(side, day, kind, name):
    """At half past six, UTC: the afternoon or the noon of all of them."""
    own = {"KR": "ko", "JP": "ja"}.get(side.country, "en")
    at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC) - timedelta(hours=2)
    found = [
        p for p, _ in touched(parts(side, Interval(at, at + timedelta(days=1))), Interval(at, at + QUARTER))
    ]
    expected = "early" if side == NOWHERE else "lunch" if kind == "working" and side == BANGALORE else kind
    assert [(p.kind, p.holiday.get(own, "")) for p in found] == [(expected, name)]


QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    "begins, ends, minutes",
    [
        ("10:00", "11:00", 60),
        ("11:30", "12:30", 30 + 25.5),
        ("08:30", "09:30", 12 + 30),
        ("17:30", "18:30", 30 + 12),
        ("20:30", "21:30", 12),
        ("00:00", "06:00", 0),
    ],
)
def test_how_much_of_a_meeting_suits(begins, ends, minutes):
    meeting = span(2, begins, ends)
    assert suited(parts(SAPPORO, meeting), meeting) == timedelta(minutes=minutes)


def test_nothing_of_a_weekend_suits():
    meeting = span(5, "10:00", "11:00")
    assert suited(parts(SAPPORO, meeting), meeting) == timedelta(0)


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 5 * 24 * 60),
)
def test_days_have_no_gap_and_cover_what_was_asked(tzid, begins, minutes):
    """The days on which the clocks change too."""
    around = Interval(begins, begins + timedelta(minutes=minutes))
    found = [part.interval for part in parts(Side(tzid, country_of(tzid)), around)]
    assert all(a.ends_at == b.starts_at for a, b in pairwise(found))
    assert found[0].starts_at <= around.starts_at and found[-1].ends_at >= around.ends_at


@pytest.mark.parametrize(
    "tzid, country",
    [
        ("Asia/Seoul", "KR"),
        ("Asia/Shanghai", "CN"),
        ("Asia/Taipei", "TW"),
        ("Asia/Singapore", "SG"),
        ("Asia/Kolkata", "IN"),
        ("Asia/Calcutta", "IN"),
        ("Asia/Tokyo", "JP"),
        ("Europe/Berlin", "DE"),
        ("UTC", ""),
    ],
)
def test_the_country_of_a_zone(tzid, country):
    assert country_of(tzid) == country
