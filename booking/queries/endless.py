"""A series without an end is declined with the last day that it could have (D19)."""

from collections.abc import Iterable
from datetime import datetime

from booking.errors import BrokenRule, Invalid
from booking.ical.received import Received
from booking.queries.policies import booked_until
from booking.rules.recurrence import expand
from booking.rules.series import LONGEST_SERIES, wall


def demand_end(event: Received, slugs: Iterable[str], now: datetime) -> None:
    """`slugs` of what it is to book. Raises Invalid for one that goes on for ever."""
    if not event.endless or not event.starts_at:
        return
    starts, tzid = wall(event.starts_at, event.tzid), event.tzid
    last = min(wall(booked_until(slugs, now), tzid), starts + LONGEST_SERIES)
    latest = expand(event.rrule, starts, tzid, last=last).latest
    rules = [BrokenRule("endless_rule", "rrule")]
    if latest:
        rules.append(BrokenRule("last_day", "rrule", {"day": latest.date().isoformat()}))
    raise Invalid(rules)
