"""Who stands before a free space takes it, on the tablet at its door."""

from datetime import datetime

from booking.actions.answering import itself
from booking.actions.book import made
from booking.actions.history import picture, record
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, NotFound
from booking.extensions import db
from booking.models import Reservation, Resource
from booking.permissions import HERE, Actor, demand
from booking.rules.requests import BookedFor, BookingRequest
from booking.rules.walk_in import LENGTHS, from_now


@transaction
def walk_in(minutes: int, *, by: Actor, now: datetime, title: str, name: str) -> Reservation:
    """From now on, for nobody that we know: `name` stands for them. They are there already.

    Raises Forbidden, Invalid, NotFound, OutOfPolicy, SlotTaken.
    """
    demand(by, "walk_in", HERE)
    if minutes not in LENGTHS:
        raise Invalid([BrokenRule("unknown_answer", "minutes")])
    found, _ = made(_request(minutes, by, now, title, name), by, now, itself)
    before = picture(found)
    for date in found.occurrences:
        date.checked_in_at = now
    record("check_in", by, now, reservation=found, before=before, after=picture(found))
    return found


def _request(minutes: int, by: Actor, now: datetime, title: str, name: str) -> BookingRequest:
    space = db.session.get(Resource, by.space_id) if by.space_id else None
    if space is None:
        raise NotFound()
    interval, whom = from_now(minutes, now), BookedFor(name)
    return BookingRequest((space.slug,), title, interval, space.tzid, booked_for=whom)
