"""One booking makes way for another of the same event."""

from datetime import datetime
from functools import partial

from booking.actions.book import made
from booking.actions.calendar_objects import Put, keep_object
from booking.actions.cancel import given_up, refuse_late
from booking.actions.history import Picture
from booking.actions.moves import closed
from booking.actions.scopes import in_status
from booking.actions.telling import tell_gone
from booking.actions.waitlist import left_by
from booking.errors import BrokenRule, Invalid, WrongState
from booking.extensions import db
from booking.models import Reservation
from booking.permissions import Actor
from booking.rules import notices
from booking.rules.lifecycle import (
    CANCELLED,
    CONFIRMED,
    HOLDING,
    TENTATIVE,
    WAITLISTED,
    status_called_off,
)
from booking.rules.requests import BookingRequest


def replace_event(
    found: Reservation, before: Picture, request: BookingRequest, put: Put, by: Actor, now: datetime
) -> None:
    """A single event has become a series, or a series a single one: another booking takes its place, and the
    app goes on with its name. Within the caller's transaction.

    Nobody becomes the booker of another's event so, and what is confirmed does not make way for what staff
    may decline yet (D13). Raises Invalid, OutOfPolicy, SlotTaken, WrongState.
    """
    dates = in_status(found.occurrences, (*HOLDING, WAITLISTED), now)
    if not dates:
        raise WrongState(status=found.status, wanted=CONFIRMED)
    if found.person_id != by.id:
        raise stays_as_it_is(request)
    refuse_late(dates, by, now)
    certain, after = any(date.status == CONFIRMED for date in dates), status_called_off(dates[0].status)
    waited = [date for date in dates if date.status == WAITLISTED]
    freed = given_up(dates, by, now)
    db.session.flush()
    new, _ = made(request, by, now, partial(keep_object, put=put, by=by))
    if certain and any(date.status == TENTATIVE for date in new.occurrences):
        raise stays_as_it_is(request)
    tell_gone(notices.CANCELLED if after == CANCELLED else notices.WITHDRAWN, found, dates, now)
    closed(found, before, "cancel", by, now, after, freed=freed, gone=[*map(left_by, waited)])


def stays_as_it_is(request: BookingRequest) -> Invalid:
    """A single event is made no series, and a series no single one."""
    return Invalid([BrokenRule("no_series_yet" if request.rrule else "series_already", "rrule")])
