"""How long an event of a client lasts."""

from booking.errors import BrokenRule, Invalid
from booking.ical.received import Received
from booking.rules.interval import Interval


def has_length(event: Received) -> bool:
    """A calendar text may name a moment alone (RFC 5545 3.6.1); such a meeting takes up no space."""
    return event.starts_at is not None and event.ends_at is not None and event.starts_at < event.ends_at


def span_of(event: Received) -> Interval:
    """Of one that says when it is. Raises Invalid for what has no length."""
    assert event.starts_at and event.ends_at
    if not has_length(event):
        raise Invalid([BrokenRule("ends_before_start", "ends_at")])
    return Interval(event.starts_at, event.ends_at)
