"""A booking as the VEVENTs of one UID: a single one, or a series by its rule and what differs from it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from booking.ical.vevent import Event
from booking.models import Occurrence, Reservation
from booking.queries.booking_events import dated, differs, moved, ruled
from booking.queries.calendar_sight import Sight, told
from booking.rules.lifecycle import HOLDING
from booking.rules.policy import BUSY


def events(booking: Reservation, seen: Sight) -> tuple[Event, ...]:
    """Nothing where no date of it is held there."""
    dates = [date for date in booking.occurrences if date.status in HOLDING and _here(date, seen)]
    if not dates:
        return ()
    if not booking.rrule and len(dates) == 1:
        return (told(dated(dates[0], booking.uid), booking, dates[0].spaces, seen),)
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
    changed = tuple(told(moved(date), booking, date.spaces, seen) for date in others)
    if not by_rule:
        return changed
    return (told(ruled(booking, dates, usual), booking, booking.spaces, seen), *changed)


def _each(booking: Reservation, dates: Sequence[Occurrence], seen: Sight) -> tuple[Event, ...]:
    """Its times one by one: of candidates (D24), and of a series whose rule would betray another zone."""
    first, *rest = dates
    master = replace(dated(first, booking.uid), rdates=tuple(date.starts_at for date in rest))
    longer = [date for date in rest if date.interval.duration != first.interval.duration]
    others = [replace(dated(date, booking.uid), recurrence_at=date.starts_at) for date in longer]
    return tuple(told(event, booking, first.spaces, seen) for event in (master, *others))
