"""A booking as it stands in a feed: a series as its rule and what differs from it, or date by date."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from booking.ical.vevent import serialise
from booking.models import Occurrence, Reservation
from booking.queries.booking_events import dated, differs, moved, ruled
from booking.queries.feed_events import asked, told
from booking.queries.feeds import Feed
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING, TENTATIVE
from booking.rules.policy import BUSY


@dataclass(frozen=True, slots=True)
class Entry:
    """What is in a feed as a whole or not at all: one date, or a series (without an interval) with all
    its dates that differ. Its events have one UID. `tentative` is a date that waits for staff."""

    uid: str
    interval: Interval | None
    texts: tuple[bytes, ...]
    tentative: bool = False


def entries(feed: Feed, booking: Reservation, base_url: str, singly: bool) -> tuple[Entry, ...]:
    """None for a booking that takes place elsewhere. `singly` is for programs that know no series."""
    holding = [date for date in booking.occurrences if date.status in HOLDING]
    dates = [date for date in holding if _here(feed, date)]
    waiting = tuple(_waiting(feed, date, base_url) for date in holding if _asked_here(feed, date))
    if not singly and _rule_serves(feed, booking, dates):
        return (_series(feed, booking, dates, base_url), *waiting)
    return (*(_single(feed, date, base_url) for date in dates), *waiting)


def _here(feed: Feed, date: Occurrence) -> bool:
    """In a space that it holds, also as a part of the whole (D7): not only for a change that waits (D13)."""
    if feed.space_id is None:
        return True
    if date.pending:
        return str(feed.space_id) in date.pending["old"]
    return any(claim.active and claim.resource_id == feed.space_id for claim in date.claims)


def _asked_here(feed: Feed, date: Occurrence) -> bool:
    """Whether the space is held for a change of it that waits for approval."""
    return feed.space_id is not None and bool(date.pending) and str(feed.space_id) in date.pending["new"]


def _rule_serves(feed: Feed, booking: Reservation, dates: Sequence[Occurrence]) -> bool:
    """Where only times are told, the rule may not betray another zone than the space's."""
    has_rule = bool(booking.rrule) and any(date.space_id is None for date in dates)
    return has_rule and (feed.level != BUSY or booking.tzid == feed.tzid)


def _single(feed: Feed, date: Occurrence, base_url: str) -> Entry:
    """Of several, each under a UID of its own."""
    booking = date.reservation
    several = bool(booking.rrule) or booking.choosing
    uid = f"{date.recurrence_id}/{booking.uid}" if several else booking.uid
    event = told(feed, dated(date, uid), date, base_url)
    return Entry(uid, date.interval, (serialise(event),), date.status == TENTATIVE)


def _waiting(feed: Feed, date: Occurrence, base_url: str) -> Entry:
    """Beside the old time, which is in force until then."""
    uid = f"{date.recurrence_id}/asked/{date.reservation.uid}"
    event = asked(date, uid)
    there = [feed.space_names] if feed.space_names else []
    text = serialise(told(feed, event, date, base_url, there))
    return Entry(uid, Interval(event.starts_at, event.ends_at), (text,), tentative=True)


def _series(feed: Feed, booking: Reservation, dates: Sequence[Occurrence], base_url: str) -> Entry:
    usual = Counter(date.status for date in dates).most_common(1)[0][0]
    master = told(feed, ruled(booking, dates, usual), booking, base_url)
    others = [date for date in dates if differs(date, usual, feed.level)]
    changed = [told(feed, moved(date), date, base_url) for date in others]
    return Entry(booking.uid, None, tuple(map(serialise, (master, *changed))))
