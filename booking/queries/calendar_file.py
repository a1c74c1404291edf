"""A booking as a calendar file."""

from flask_babel import gettext

from booking.errors import NotFound
from booking.mail.calendar import calendar_file
from booking.mail.sender import Sender
from booking.models import Reservation
from booking.outbox.snapshot import facts
from booking.rules.lifecycle import HOLDING, WAITLISTED
from booking.wording import listed


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
    return calendar_file(told | {"description": _about(found)}, sender)


def _about(found: Reservation) -> str:
    """As in feeds: with the names of those whom a file to be imported must not invite."""
    booker = listed((found.contact_name, found.contact_company))
    people = listed(person.name or person.email for person in found.attendees)
    lines = (
        found.description,
        gettext("Booked by: %(name)s", name=booker),
        gettext("Invited: %(names)s", names=people) if people else "",
    )
    return "\n\n".join(filter(None, lines))
