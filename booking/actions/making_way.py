"""One booking makes way for another: a single meeting has become a series, or a series a single one."""

from datetime import datetime

from booking.actions.answering import Answer
from booking.actions.book import made
from booking.actions.cancel import given_up, refuse_late
from booking.actions.history import Picture
from booking.actions.moves import closed
from booking.actions.scopes import in_status
from booking.actions.telling import tell_gone
from booking.actions.waitlist import left_by
from booking.errors import BrokenRule, Invalid, WrongState
from booking.extensions import db
from booking.models import Reservation
from booking.models.reservation import CLIENT
from booking.outbox.audience import forget_answers
from booking.outbox.room_answers import note_as_answered
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


def make_way(
    found: Reservation,
    before: Picture,
    request: BookingRequest,
    answer: Answer[Reservation],
    by: Actor,
    now: datetime,
) -> Reservation:
    """The new booking. Within the caller's transaction.

    What is confirmed does not make way for what staff may decline yet (D13), nor after the deadline for
    calling off. Raises Invalid, OutOfPolicy, SlotTaken, WrongState.
    """
    dates = in_status(found.occurrences, (*HOLDING, WAITLISTED), now)
    if not dates:
        raise WrongState(status=found.status, wanted=CONFIRMED)
    refuse_late(dates, by, now)
    certain, after = any(date.status == CONFIRMED for date in dates), status_called_off(dates[0].status)
    waited = [date for date in dates if date.status == WAITLISTED]
    freed = given_up(dates, by, now)
    if found.organised_by == CLIENT:  # it knows: its rooms do not answer
        forget_answers(found, dates)
        note_as_answered(found)
    db.session.flush()
    new, _ = made(request, by, now, answer)
    if certain and any(date.status == TENTATIVE for date in new.occurrences):
        raise stays_as_it_is(request)
    tell_gone(notices.CANCELLED if after == CANCELLED else notices.WITHDRAWN, found, dates, now)
    closed(found, before, "cancel", by, now, after, freed=freed, gone=[*map(left_by, waited)])
    return new


def stays_as_it_is(request: BookingRequest) -> Invalid:
    """A single event is made no series, and a series no single one."""
    return Invalid([BrokenRule("no_series_yet" if request.rrule else "series_already", "rrule")])
