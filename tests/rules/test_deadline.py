"""Midnight belongs to the day that ends with it, by each clock."""

from datetime import UTC, date, datetime, timedelta

from booking.rules.wall import deadline

MIDNIGHT = datetime(2026, 12, 2, 15, tzinfo=UTC)


def test_midnight_is_the_end_of_the_day_before():
    assert deadline(MIDNIGHT, "Asia/Tokyo") == (date(2026, 12, 2), "24:00")
    assert deadline(MIDNIGHT, "Asia/Kolkata") == (date(2026, 12, 2), "20:30")
    assert deadline(MIDNIGHT, "Asia/Vladivostok") == (date(2026, 12, 3), "01:00")


def test_any_other_time_is_of_its_own_day():
    assert deadline(MIDNIGHT + timedelta(minutes=1), "Asia/Tokyo") == (date(2026, 12, 3), "00:01")
    assert deadline(MIDNIGHT - timedelta(minutes=1), "Asia/Tokyo") == (date(2026, 12, 2), "23:59")
