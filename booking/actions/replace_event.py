"""One booking makes way for another of the same event of a calendar app."""

from datetime import datetime
from functools import partial

from booking.actions.calendar_objects import Put, keep_object
from booking.actions.history import Picture
from booking.actions.making_way import make_way, stays_as_it_is
from booking.models import Reservation
from booking.permissions import Actor
from booking.rules.requests import BookingRequest


def replace_event(
    found: Reservation, before: Picture, request: BookingRequest, put: Put, by: Actor, now: datetime
) -> None:
    """The app goes on with its name. Within the caller's transaction; nobody becomes the booker of another's
    event so. Raises Invalid, OutOfPolicy, SlotTaken, WrongState.
    """
    if found.person_id != by.id:
        raise stays_as_it_is(request)
    make_way(found, before, request, partial(keep_object, put=put, by=by), by, now)
