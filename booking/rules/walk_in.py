"""What can be taken at the door of a space: from now on, for a little while."""

from datetime import datetime, timedelta

from booking.rules.interval import Interval

LENGTHS = (15, 30, 60)  # minutes
_A_MINUTE = timedelta(minutes=1)


def from_now(minutes: int, now: datetime) -> Interval:
    """From the minute that has begun."""
    return Interval(to_minute(now), to_minute(now) + minutes * _A_MINUTE)


def ended(meeting: Interval, now: datetime) -> Interval:
    """What it was, when it ends now; at least a minute."""
    return Interval(meeting.starts_at, max(to_minute(now), meeting.starts_at + _A_MINUTE))


def to_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
