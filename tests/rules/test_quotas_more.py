"""Quotas at their edges: nothing allowed, what is under way, periods of the venue."""

from datetime import UTC, datetime, timedelta

from booking.rules.interval import Interval
from booking.rules.quotas import Limit, Quota, over, period, reach

NOW = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)  # Tuesday, nine in Sapporo
TOKYO = "Asia/Tokyo"


def meeting(day: int, hour: int = 10, hours: float = 1, month: int = 12) -> Interval:
    starts_at = datetime(2026, month, day, hour, 0, tzinfo=UTC) - timedelta(hours=9)
    return Interval(starts_at, starts_at + timedelta(hours=hours))


def beyond(quota: Quota, held: list[Interval], wanted: Interval) -> list[str]:
    return [rule.values["used"] for _, rule in over([Limit(quota, held)], [wanted], TOKYO, NOW)]


def test_a_quota_of_nothing_lets_nothing():
    assert beyond(Quota("person", "number", "coming", 0), [], meeting(2)) == ["0"]


def test_what_is_under_way_counts_as_coming():
    """Nine o'clock: it began at eight, and ends at ten; the other has just ended."""
    quota = Quota("person", "hours", "coming", 2)
    assert beyond(quota, [meeting(1, 8, hours=2)], meeting(2)) == ["2"]
    assert beyond(quota, [meeting(1, 8)], meeting(2)) == []


def test_days_weeks_and_months_are_the_venues():
    late = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)  # half past midnight on New Year's Day in Sapporo
    first = datetime(2026, 12, 31, 15, 0, tzinfo=UTC)
    assert period(Quota("person", "number", "month", 1), late, TOKYO) == Interval(
        first, datetime(2027, 1, 31, 15, 0, tzinfo=UTC)
    )
    assert period(Quota("person", "number", "week", 1), late, TOKYO) == Interval(
        datetime(2026, 12, 27, 15, 0, tzinfo=UTC), datetime(2027, 1, 3, 15, 0, tzinfo=UTC)
    )
    assert period(Quota("person", "number", "coming", 1), late, TOKYO) is None


def test_what_has_to_be_known_reaches_over_every_period_asked():
    quotas = [Quota("person", "number", "day", 1), Quota("person", "number", "month", 1)]
    around = reach(quotas, [meeting(2), meeting(31)], TOKYO, NOW)
    assert around == Interval(
        datetime(2026, 11, 30, 15, 0, tzinfo=UTC), datetime(2026, 12, 31, 15, 0, tzinfo=UTC)
    )
    assert reach([], [meeting(2)], TOKYO, NOW) is None
