"""Which verb of the desk is meant by what an app has put."""

from functools import partial

from flask import g

from booking import clock
from booking.actions.book import book
from booking.actions.calendar_objects import Put, keep_object, name_object
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.change_event import change_event
from booking.actions.scopes import ALL, ONE, date_at
from booking.dav.answers import Condition
from booking.dav.wishes import MALFORMED, wish_of
from booking.errors import BrokenRule, Invalid
from booking.ical.received import Received, Scheduling
from booking.ical.times_asked import CANCELLED, interval_asked
from booking.models import Occurrence
from booking.queries.calendar_collections import Collection
from booking.queries.endless import demand_end
from booking.queries.opening_of_days import whole_days
from booking.queries.reservations import reservation
from booking.rules.requests import Edit


def ask_the_desk(
    of: Collection, event: Scheduling, sent: Put, number: int | None, revision: int | None
) -> None:
    """`number` is of the booking (id) that it is about. Raises Condition for what is called off before it was
    booked, BookingError."""
    first = event.events[0]
    date = _date_of(number, first)
    if first.status == CANCELLED:
        _call_off(number, date, revision)
    elif number is not None and date:
        _change_one(number, of, first, date, sent, revision)
    else:
        _book_or_change(of, event, sent, number, revision)


def _date_of(number: int | None, first: Received) -> Occurrence | None:
    """Where it says one date of a series of which we have the rest: that stays as it is (ICAL C10). Raises
    Invalid for one that it does not have."""
    if number is None or first.recurrence_at is None:
        return None
    found = reservation(number)
    date = date_at(found, first.recurrence_at, first.recurrence_is_day)
    if found.rrule and date is None:
        raise Invalid([BrokenRule("unknown_date", "recurrence_id")])
    return date if found.rrule else None


def _call_off(number: int | None, date: Occurrence | None, revision: int | None) -> None:
    if number is None:
        raise Condition(MALFORMED)
    scope, name = (ONE, date.recurrence_id) if date else (ALL, "")
    cancel(number, by=g.actor, now=clock.now(), scope=scope, recurrence_id=name, revision=revision)


def _change_one(
    number: int, of: Collection, event: Received, date: Occurrence, sent: Put, revision: int | None
) -> None:
    """The app reads the whole of it anew."""
    there = whole_days(of.space_id, [event])["interval"] if event.all_day else interval_asked(event)
    spaces = {space.slug for space in date.spaces}
    edit = Edit(
        interval=there if there != date.interval else None,
        title=event.summary or None,
        spaces=None if of.slug in spaces else (of.slug,),
    )
    change(
        number,
        edit,
        by=g.actor,
        now=clock.now(),
        scope=ONE,
        recurrence_id=date.recurrence_id,
        revision=revision,
        answer=lambda changed: name_object(changed.reservation, sent, g.actor),
    )


def _book_or_change(
    of: Collection, event: Scheduling, sent: Put, number: int | None, revision: int | None
) -> None:
    by, now = g.actor, clock.now()
    demand_end(event.events[0], [of.slug], now)
    wish = wish_of(event, of, by)
    if number is None:
        book(wish, by=by, now=now, answer=partial(keep_object, put=sent, by=by))
    else:
        change_event(number, wish, sent, by=by, now=now, revision=revision)
