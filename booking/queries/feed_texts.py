"""The text of a feed, joined from the texts of its bookings, which are kept (D38)."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

from flask_babel import gettext
from sqlalchemy import Row

from booking.ical.feed import feed as calendar
from booking.models.token import ALL, COMPANY
from booking.queries.booking_events import FILLED_IN
from booking.queries.feed_bookings import bookings
from booking.queries.feed_entries import Entry
from booking.queries.feed_kept import kept_entries
from booking.queries.feed_times import busy_times
from booking.queries.feeds import Feed
from booking.rules.interval import Interval
from booking.rules.links import disguised
from booking.rules.policy import BUSY
from booking.wording import translated

MOST = 900  # events; some programs take no more


class Asked(NamedTuple):
    """`everything`: it is not cut; `singly`: the dates of a series one by one; `times`: no events, but when
    is taken."""

    everything: bool
    singly: bool
    times: bool


def written(feed: Feed, window: Interval, base_url: str, asked: Asked) -> tuple[bytes, datetime]:
    """The calendar in the locale in force, and when something in it changed last. `base_url` is where the
    pages are."""
    rows = bookings(feed, window, None if asked.everything or asked.times else MOST + 1)
    changed_at = max((row.changed_at for row in rows), default=feed.created_at)
    found = kept_entries(feed, rows, base_url, asked.singly or asked.times)
    if asked.times:
        times = [busy_times(feed, window, chain.from_iterable(found), changed_at)]
        return calendar(_name(feed), "", [], times), changed_at
    inside = _in_order(zip(rows, found, strict=True), window)
    shown = inside if asked.everything else _cut(inside)
    texts = [text for entry in shown for text in _texts(feed, entry)]
    zones = [feed.tzid] if feed.level == BUSY else [feed.tzid, *(row.tzid for row in rows)]
    return calendar(_name(feed), _about(len(shown) < len(inside)), zones, texts), changed_at


def _name(feed: Feed) -> str:
    subject = translated(feed.space_names) if feed.space_names else gettext("My bookings")
    if feed.subject == ALL:
        subject = gettext("All bookings")
    elif feed.subject == COMPANY:
        subject = feed.company_name or gettext("My company's bookings")
    return f"{subject} – {translated(feed.centre_names)}"


def _about(cut: bool) -> str:
    if not cut:
        return ""
    return gettext("Only the first %(most)s events are here. ?all=1 after the address gives all.", most=MOST)


def _in_order(found: Iterable[tuple[Row[Any], tuple[Entry, ...]]], window: Interval) -> list[Entry]:
    """By start; dates outside of the window are left out, a series is there as a whole."""
    inside = (
        (entry.interval.starts_at if entry.interval else row.first, row.id, entry)
        for row, some in found
        for entry in some
        if entry.interval is None or entry.interval.meets(window)
    )
    return [entry for _, _, entry in sorted(inside, key=lambda one: one[:2])]


def _cut(inside: list[Entry]) -> list[Entry]:
    events, shown = 0, list[Entry]()
    for entry in inside:
        events += len(entry.texts)
        if events > MOST:
            break
        shown.append(entry)
    return shown


def _texts(feed: Feed, entry: Entry) -> tuple[bytes, ...]:
    if feed.level != BUSY:
        return entry.texts
    hidden = disguised(feed.key, entry.uid).encode()
    return tuple(text.replace(FILLED_IN.encode(), hidden, 1) for text in entry.texts)
