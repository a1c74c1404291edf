"""A feed without its events: when is taken, and no more."""

from collections.abc import Iterable
from datetime import datetime

from booking.ical.freebusy import freebusy
from booking.queries.feed_entries import Entry
from booking.queries.feeds import Feed
from booking.rules.interval import Interval, joined, without
from booking.rules.links import disguised
from booking.rules.policy import BUSY


def busy_times(feed: Feed, window: Interval, dates: Iterable[Entry], changed_at: datetime) -> bytes:
    """Joined, so that nobody can count bookings. What waits for staff is told apart where its events would
    be, and not where they are busy and no more (D22)."""
    busy, waiting = list[Interval](), list[Interval]()
    for date in dates:
        if date.interval and date.interval.meets(window):
            (waiting if date.tentative and feed.level != BUSY else busy).append(date.interval)
    taken = joined(busy)
    tentative = [left for span in joined(waiting) for left in without(span, taken)]
    return freebusy(disguised(feed.key, "freebusy"), changed_at, window, taken, tentative)
