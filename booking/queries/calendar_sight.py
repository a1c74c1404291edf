"""How much of a booking is told in a calendar (D22)."""

from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass, replace

from booking.ical.vevent import Event
from booking.models import Reservation, Resource
from booking.queries.booking_events import taken
from booking.rules.policy import BUSY, FULL
from booking.wording import listed, translated


@dataclass(frozen=True, slots=True)
class Sight:
    """Of what is seen how much: dates in these spaces (ids; None: anywhere), at that level. `tzid` is the
    spaces' zone."""

    space_ids: Several[int] | None
    level: str
    tzid: str
    centre_name: str
    base_url: str


def told(event: Event, booking: Reservation, spaces: Sequence[Resource], seen: Sight) -> Event:
    """As much as the reader may know. Without people: no personal link, and nobody's calendar takes it for
    an invitation."""
    if seen.level == BUSY:
        return taken(event, seen.tzid)
    place = listed((*(translated(space.names) for space in spaces), seen.centre_name))
    titled = replace(event, location=place)
    return _full(titled, booking, seen) if seen.level == FULL else titled


def _full(event: Event, booking: Reservation, seen: Sight) -> Event:
    return replace(
        event,
        description=booking.description,
        url=f"{seen.base_url}/reservations/{booking.id}",
        created_at=booking.created_at,
        last_modified_at=booking.changed_at,
    )
