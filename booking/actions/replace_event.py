"""One booking makes way for another of the same event."""

from datetime import datetime
from functools import partial

from booking.actions.book import made
from booking.actions.calendar_objects import Put, keep_object
from booking.actions.cancel import given_up
from booking.actions.history import Picture
from booking.actions.moves import closed
from booking.actions.scopes import in_status
from booking.actions.telling import tell_gone
from booking.errors import WrongState
from booking.extensions import db
from booking.models import Reservation
from booking.permissions import Actor
from booking.rules import notices
from booking.rules.lifecycle import CANCELLED, CONFIRMED, HOLDING, WAITLISTED
from booking.rules.requests import BookingRequest


def replace_event(
    found: Reservation, before: Picture, request: BookingRequest, put: Put, by: Actor, now: datetime
) -> None:
    """A single event has become a series, or a series a single one: another booking takes its place, and the
    app goes on with its name. Within the caller's transaction. Raises OutOfPolicy, SlotTaken, WrongState."""
    dates = in_status(found.occurrences, (*HOLDING, WAITLISTED), now)
    if not dates:
        raise WrongState(status=found.status, wanted=CONFIRMED)
    freed = given_up(dates, by, now)
    db.session.flush()
    made(request, by, now, partial(keep_object, put=put, by=by))
    tell_gone(notices.CANCELLED, found, dates, now)
    closed(found, before, "cancel", by, now, CANCELLED, freed=freed)
