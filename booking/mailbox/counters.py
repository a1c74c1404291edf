"""Other times proposed by a COUNTER (RFC 5546 3.2.7) for what we organise."""

from datetime import datetime

from booking.actions.inbound import Outcome
from booking.actions.mailed_reply import NOT_INVITED
from booking.actions.propose import Wish, propose
from booking.actions.scopes import date_at
from booking.errors import BookingError, Busy, Invalid
from booking.ical.received import Received
from booking.mailbox.incoming import Incoming
from booking.mailbox.invited import by_invited
from booking.mailbox.spans import span_of
from booking.models import Attendee, Occurrence, Reservation
from booking.models.inbound import REFUSED
from booking.queries.proposals import invited_to
from booking.rules.lifecycle import HOLDING
from booking.rules.shifting import moved_along

PROPOSED = "proposed"


def take_counter(incoming: Incoming) -> Outcome:
    """Raises Busy."""

    def act(_: int, email: str) -> str:
        attendee = invited_to(incoming.scheduling.uid, email)
        return _proposed(attendee, incoming) if attendee else NOT_INVITED

    return by_invited(incoming, act, (PROPOSED,), otherwise=REFUSED)


def _proposed(attendee: Attendee, incoming: Incoming) -> str:
    """What became of it, as a code. Raises Busy."""
    event, *others = incoming.scheduling.events
    try:
        wish = None if others else _wish(event, attendee.reservation, incoming.now)
        if wish is None:
            return "proposal_unclear"
        propose(attendee.id, wish, now=incoming.now, door="mail")
    except Busy:
        raise
    except BookingError as refused:
        return "proposal_unusable" if isinstance(refused, Invalid) else refused.code
    return PROPOSED


def _wish(event: Received, found: Reservation, now: datetime) -> Wish | None:
    """None where it is about no date that there is. Without RECURRENCE-ID a whole series is to move. Raises
    Invalid for what has no length."""
    interval = span_of(event)  # a COUNTER says when (ical/received.py)
    whole = bool(found.rrule) and event.recurrence_at is None
    date = _next(found, now) if whole else _named(event, found)
    if date is None:
        return None
    if whole:
        first = datetime.fromisoformat(found.dtstart or date.recurrence_id)
        interval = moved_along(interval, first, datetime.fromisoformat(date.recurrence_id), found.tzid)
    return Wish(interval, date.recurrence_id, whole, event.comment, event.sequence, event.dtstamp)


def _next(found: Reservation, now: datetime) -> Occurrence | None:
    """The times of a series that was to move are told of its first date, which may be over."""
    coming = (date for date in found.occurrences if date.status in HOLDING and date.starts_at > now)
    return min(coming, key=lambda date: date.recurrence_id, default=None)


def _named(event: Received, found: Reservation) -> Occurrence | None:
    """By RECURRENCE-ID; of a single booking the one that holds."""
    if not found.rrule:
        return next((date for date in found.occurrences if date.status in HOLDING), None)
    assert event.recurrence_at
    return date_at(found, event.recurrence_at, event.recurrence_is_day)
