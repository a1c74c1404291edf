"""Who is invited and what they answered, for the whole and for single dates of a series."""

from collections import defaultdict
from typing import Any

from booking.models import Attendee, DatePartstat, Occurrence, Reservation

Facts = dict[str, Any]


def people(reservation: Reservation, date: Occurrence | None = None) -> list[Facts]:
    """As a snapshot keeps them, with their answer for that date, or for the whole."""
    names = ("id", "email", "name", "role", "partstat", "generation")
    facts = [{name: getattr(person, name) for name in names} for person in reservation.attendees]
    own = {one.attendee_id: one.partstat for one in apart(reservation).get(date.id, [])} if date else {}
    return [one | {"partstat": own.get(one["id"], one["partstat"])} for one in facts]


def apart(reservation: Reservation) -> dict[int, list[DatePartstat]]:
    """By the id of the date, the answers that are not those for the whole."""
    found: dict[int, list[DatePartstat]] = defaultdict(list)
    for person in reservation.attendees:
        for own in filter(_differs, person.by_date):
            found[own.occurrence_id].append(own)
    return found


def _differs(own: DatePartstat) -> bool:
    person: Attendee = own.attendee
    return (own.partstat, own.comment) != (person.partstat, person.comment)
