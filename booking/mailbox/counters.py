"""Other times proposed by a COUNTER (RFC 5546 3.2.7) for what we organise."""

from dataclasses import replace
from datetime import datetime

from booking.actions.inbound import Outcome
from booking.actions.propose import Wish, propose
from booking.errors import BookingError, Busy, Invalid
from booking.ical.received import Received
from booking.mailbox.held import hold
from booking.mailbox.incoming import Incoming
from booking.models import Occurrence, Reservation
from booking.models.inbound import DONE, IGNORED, REFUSED
from booking.queries.proposals import invited_to
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING
from booking.rules.series import named, wall
from booking.rules.shifting import moved_along


def take_counter(incoming: Incoming) -> Outcome:
    """Raises Busy."""
    letter, scheduling = incoming.letter, incoming.scheduling
    attendee = invited_to(scheduling.uid, letter.sender)
    if attendee is None:
        return Outcome(IGNORED, "not_invited", {"email": letter.sender})
    if not letter.believed:
        return replace(hold(incoming), reservation_id=attendee.reservation_id)
    about, found = attendee.reservation_id, attendee.reservation
    wish = _wish(scheduling.events[0], found, incoming.now) if len(scheduling.events) == 1 else None
    if wish is None:
        return Outcome(REFUSED, "proposal_unclear", reservation_id=about)
    try:
        propose(attendee.id, wish, now=incoming.now, door="mail")
    except Busy:
        raise
    except BookingError as refused:
        code = "proposal_unusable" if isinstance(refused, Invalid) else refused.code
        return Outcome(REFUSED, code, reservation_id=about)
    return Outcome(DONE, "proposed", {"email": letter.sender}, reservation_id=about)


def _wish(event: Received, found: Reservation, now: datetime) -> Wish | None:
    """None where it is about no date that there is. Without RECURRENCE-ID a whole series is to move."""
    assert event.starts_at and event.ends_at  # a COUNTER says when (ical/received.py)
    interval = Interval(event.starts_at, event.ends_at)
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
    """By RECURRENCE-ID, of which some clients write the day alone; of a single booking the one that holds."""
    if not found.rrule:
        return next((date for date in found.occurrences if date.status in HOLDING), None)
    assert event.recurrence_at
    at = event.recurrence_at.replace(tzinfo=None) if event.recurrence_is_day else None
    name = f"{at:%Y-%m-%d}" if at else named(wall(event.recurrence_at, found.tzid))
    return next((date for date in found.occurrences if date.recurrence_id.startswith(name)), None)
