"""When a time that nobody uses may be given up (D18)."""

from datetime import datetime, timedelta

from booking.rules.interval import Interval
from booking.rules.policy import Policy

BEFORE = timedelta(minutes=15)
LONGEST = timedelta(hours=4)
BOOKED_LATE = timedelta(hours=2)


def early(starts_at: datetime) -> datetime:
    """From when on one may check in."""
    return starts_at - BEFORE


def missed(meeting: Interval, policy: Policy, now: datetime) -> bool:
    """That nobody has checked in matters: so long after it began, until it ends, where that is asked for."""
    return policy.check_in and meeting.starts_at + policy.no_show_after <= now < meeting.ends_at


def may_release(
    meeting: Interval, booked_at: datetime, asked_at: datetime, patience: timedelta, now: datetime
) -> bool:
    """By itself: not over four hours, not when booked in the last two hours before it, and not before
    who was asked had as long to answer."""
    if meeting.duration > LONGEST or booked_at > meeting.starts_at - BOOKED_LATE:
        return False
    return now >= asked_at + patience
