"""A booking as a calendar file."""

from booking.errors import NotFound
from booking.mail.calendar import calendar_file
from booking.mail.sender import Sender
from booking.models import Reservation
from booking.outbox.snapshot import facts
from booking.queries.booking_events import about
from booking.rules.lifecycle import HOLDING, WAITLISTED


def in_calendars(found: Reservation) -> bool:
    """Not what only waits in line, nor what has still to be chosen from."""
    return not found.choosing and any(date.status != WAITLISTED for date in found.occurrences)


def written(found: Reservation, sender: Sender) -> bytes:
    """In the locale in force; the same text until the booking becomes another. Raises NotFound."""
    if not in_calendars(found):
        raise NotFound()
    known = [date for date in found.occurrences if date.status != WAITLISTED]
    first = next((date for date in known if date.status in HOLDING), known[-1])
    told = facts(first, found.changed_at)
    return calendar_file(told | {"description": about(found)}, sender)
