"""Invited people act by their personal link or by mail, without an account."""

from booking.errors import NotFound
from booking.extensions import db
from booking.models import Attendee
from booking.permissions import GUEST, Actor


def as_invited(attendee_id: int, door: str = "link") -> tuple[Attendee, Actor]:
    """Raises NotFound for one who was taken off the list."""
    attendee = db.session.get(Attendee, attendee_id)
    if attendee is None or attendee.removed:
        raise NotFound()
    return attendee, Actor(None, attendee.name or attendee.email, attendee.email, GUEST, door)
