"""Invited people act by their personal link or by mail, without an account."""

from booking.errors import NotFound
from booking.extensions import db
from booking.models import Attendee
from booking.permissions import GUEST, Actor


def invited(person: Attendee, door: str) -> Actor:
    """As who they act."""
    return Actor(None, person.name or person.email, person.email, GUEST, door)


def as_invited(attendee_id: int, door: str = "link") -> tuple[Attendee, Actor]:
    """Raises NotFound for one who was taken off the list."""
    attendee = db.session.get(Attendee, attendee_id)
    if attendee is None or attendee.removed:
        raise NotFound()
    return attendee, invited(attendee, door)
