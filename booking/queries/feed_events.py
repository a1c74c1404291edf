"""The events of a feed: a change that is asked for, and how much is told of all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from booking.ical.vevent import Event
from booking.models import Occurrence, Reservation
from booking.models.columns import Translated
from booking.queries.booking_events import about, dated, taken
from booking.queries.feeds import Feed
from booking.rules.policy import BUSY, FULL
from booking.wording import listed, translated


def asked(date: Occurrence, uid: str) -> Event:
    """The time of the change that waits for approval (D13)."""
    wish = date.pending or {}
    starts_at, ends_at = (datetime.fromisoformat(wish[name]) for name in ("starts_at", "ends_at"))
    return replace(dated(date, uid), starts_at=starts_at, ends_at=ends_at, status="TENTATIVE")


def told(
    feed: Feed,
    event: Event,
    of: Occurrence | Reservation,
    base_url: str,
    places: Sequence[Translated] | None = None,
) -> Event:
    """As much as the reader may know. Without people: no personal link, and nobody's calendar takes it for
    an invitation. `places` are names of other spaces than its own."""
    if feed.level == BUSY:
        return taken(event, feed.tzid)
    names = [space.names for space in of.spaces] if places is None else places
    place = listed(translated(each) for each in (*names, feed.centre_names))
    titled = replace(event, location=place, classification="PRIVATE")
    booking = of if isinstance(of, Reservation) else of.reservation
    return _full(titled, booking, base_url) if feed.level == FULL else titled


def _full(event: Event, booking: Reservation, base_url: str) -> Event:
    return replace(
        event,
        description=about(booking),
        url=f"{base_url}/reservations/{booking.id}",
        classification="PUBLIC",
        created_at=booking.created_at,
        last_modified_at=booking.changed_at,
    )
