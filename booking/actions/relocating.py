"""A booking goes to the nearest time or space that is free and within the rules, when it has to go."""

from datetime import datetime

from booking.actions.claims import allot
from booking.actions.dates import Asked, Date, judge
from booking.actions.holding import Spans, free, hold, number
from booking.actions.pending import asks_no_more, put
from booking.actions.telling import Facts, slot
from booking.actions.waitlist import booker_of
from booking.errors import Invalid
from booking.extensions import db
from booking.models import Occurrence
from booking.queries.alternatives import alternatives, request_of
from booking.queries.policies import terms
from booking.queries.wanted import Wanted, wanted
from booking.rules.availability import Alternative
from booking.rules.requests import BookingRequest


def relocate(date: Occurrence, now: datetime) -> tuple[Spans, Facts] | None:
    """What became free, and where it was (for the mail); None, and nothing is done, when there is no place.

    The rows must be locked.
    """
    request, booker = request_of(date), booker_of(date.reservation, is_staff=True)
    for offer in alternatives(request, booker, now, [date.id]):
        if offer.interval.duration != date.interval.duration:
            continue
        was = slot(date.interval, date.spaces)
        freed = _go(date, request, offer, now)
        if freed is not None:
            return freed, was
    return None


def other_times(date: Occurrence, now: datetime) -> list[Alternative]:
    """What its people may book instead."""
    return alternatives(request_of(date), booker_of(date.reservation), now, [date.id])


def _go(date: Occurrence, request: BookingRequest, offer: Alternative, now: datetime) -> Spans | None:
    needed = _needed(request, offer)
    if needed is None:
        return None
    spaces = list(needed.spaces)
    there = Date(date.recurrence_id, offer.interval, spaces, needed.held(spaces))
    rules = terms(list(needed.resources()), offer.interval)
    freed = free(date)
    db.session.flush()
    judge([there], Asked(request.headcount, request.answers, booker_of(date.reservation, True)), rules, now,
          but=[date.id])  # fmt: skip
    allot([there], needed, request.equipment, rules, now, opened=[date.reservation_id])
    if there.conflicts or there.broken:
        hold(date, freed)
        db.session.flush()
        return None
    _put(date, there)
    db.session.flush()
    return freed


def _needed(request: BookingRequest, offer: Alternative) -> Wanted | None:
    there = BookingRequest(offer.spaces, request.title, offer.interval, request.tzid, request.equipment)
    try:
        return wanted(there)
    except Invalid:
        return None


def _put(date: Occurrence, there: Date) -> None:
    """What it asked for besides is over: it was for another place."""
    date.starts_at, date.ends_at = there.interval.starts_at, there.interval.ends_at
    put(date, there.spaces)
    asks_no_more(date)
    hold(date, there.spans)
    number(date)
