"""What is known already of a meeting to which rooms of ours are invited."""

from collections.abc import Sequence
from datetime import datetime

from booking.actions.change_meeting import outcome_of_older
from booking.actions.inbound import Outcome
from booking.ical.received import Received
from booking.mailbox.incoming import Incoming
from booking.models import Reservation
from booking.models.inbound import IGNORED
from booking.queries.client_meetings import is_alive
from booking.rules.client_meeting import WHOLE, ClientMeeting, against
from booking.rules.lifecycle import HOLDING
from booking.rules.recurrence import canonical
from booking.rules.series import named, wall


def booked_as(there: Sequence[Reservation], meeting: ClientMeeting, now: datetime) -> Reservation | None:
    """What it changes: the booking of the whole meeting, else that of the one date that it is about."""
    alive = {booking.uid: booking for booking in there if is_alive(booking, now)}
    if WHOLE in meeting.events or meeting.uid in alive:
        return alive.get(meeting.uid)
    return alive.get(meeting.key)


def said_of_ended(there: Sequence[Reservation], meeting: ClientMeeting, incoming: Incoming) -> Outcome | None:
    """Only what is newer books again, and not what has taken place."""
    for booking in there:
        invitation = booking.invitation
        if invitation and set(meeting.events) & set(invitation.events):
            older = outcome_of_older(against(meeting.events, invitation.events), booking.id)
            return older or _over(booking, incoming)
    return None


def _over(booking: Reservation, incoming: Incoming) -> Outcome | None:
    """News of a meeting that took place, and is meant to be no other."""
    held = any(date.status in HOLDING for date in booking.occurrences)
    over = all(_is_over(one, booking, incoming.now) for one in incoming.scheduling.events)
    return Outcome(IGNORED, "meeting_over", reservation_id=booking.id) if held and over else None


def _is_over(event: Received, booking: Reservation, now: datetime) -> bool:
    """A series that keeps its course is over when its booking is."""
    assert event.starts_at and event.ends_at  # a REQUEST says when (ical/received.py)
    if not event.rrule:
        return event.ends_at <= now and not event.rdates
    course = (named(wall(event.starts_at, event.tzid)), canonical(event.rrule, event.tzid), event.tzid)
    return course == (booking.dtstart, booking.rrule, booking.tzid)
