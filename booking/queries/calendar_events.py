"""A booking as the VEVENTs of one UID: a single one, or a series by its rule and what differs from it."""

from collections import Counter
from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass, replace

from booking.ical.vevent import Event
from booking.models import Occurrence, Reservation, Resource
from booking.queries.booking_events import dated, differs, moved, ruled, taken
from booking.rules.lifecycle import HOLDING
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


def events(booking: Reservation, seen: Sight) -> tuple[Event, ...]:
    """Nothing where no date of it is held there."""
    dates = [date for date in booking.occurrences if date.status in HOLDING and _here(date, seen)]
    if not dates:
        return ()
    if not booking.rrule and len(dates) == 1:
        return (_told(dated(dates[0], booking.uid), booking, dates[0].spaces, seen),)
    if seen.level == BUSY and (booking.tzid != seen.tzid or not booking.rrule):
        return _each(booking, dates, seen)
    return _series(booking, dates, seen) if booking.rrule else _each(booking, dates, seen)


def _here(date: Occurrence, seen: Sight) -> bool:
    return seen.space_ids is None or any(space.id in seen.space_ids for space in date.spaces)


def _series(booking: Reservation, dates: Sequence[Occurrence], seen: Sight) -> tuple[Event, ...]:
    """Of a series that takes place elsewhere, only the dates that were moved here."""
    usual = Counter(date.status for date in dates).most_common(1)[0][0]
    by_rule = seen.space_ids is None or any(date.space_id is None for date in dates)
    others = [date for date in dates if not by_rule or differs(date, usual, seen.level)]
    changed = tuple(_told(moved(date), booking, date.spaces, seen) for date in others)
    if not by_rule:
        return changed
    return (_told(ruled(booking, dates, usual), booking, booking.spaces, seen), *changed)


def _each(booking: Reservation, dates: Sequence[Occurrence], seen: Sight) -> tuple[Event, ...]:
    """Its times one by one: of candidates (D24), and of a series whose rule would betray another zone."""
    first, *rest = dates
    master = replace(dated(first, booking.uid), rdates=tuple(date.starts_at for date in rest))
    longer = [date for date in rest if date.interval.duration != first.interval.duration]
    others = [replace(dated(date, booking.uid), recurrence_at=date.starts_at) for date in longer]
    return tuple(_told(event, booking, first.spaces, seen) for event in (master, *others))


def _told(event: Event, booking: Reservation, spaces: Sequence[Resource], seen: Sight) -> Event:
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
