"""What a client called off before it was booked: who calls off did not wait for the booking."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC

from booking.actions.calling_off_noted import Events
from booking.ical.received import Received
from booking.mailbox.incoming import Incoming
from booking.mailbox.meetings import CANCELLED
from booking.queries.called_off import CalledOff, called_off_by_mail, dates_called_off
from booking.rules.client_meeting import ClientMeeting
from booking.rules.series import named, wall


def called_off_before(incoming: Incoming, meeting: ClientMeeting) -> list[CalledOff]:
    """Whose word for what they ask was a click is believed as much about this."""
    confirmed = incoming.confirmation is not None
    sender = incoming.letter.sender
    return called_off_by_mail(meeting.uid, meeting.organizer, sender, unproven_too=confirmed)


def without_dates(incoming: Incoming, before: Sequence[CalledOff], rooms: Collection[str]) -> Incoming:
    """The dates of a series that none of these rooms is to hold any more stand in it as left out."""
    scheduling = incoming.scheduling
    first, *others = scheduling.events
    called_off = dates_called_off(before, (first.sequence, first.dtstamp))
    gone = {
        at for at, mails in called_off.items() if {*rooms} <= {slug for one in mails for slug in one.rooms}
    }
    if not gone or not (first.rrule or first.rdates):
        return incoming
    said = {other.recurrence_at for other in others}
    first = replace(first, exdates=(*first.exdates, *(at for at in sorted(gone) if at not in said)))
    events = (first, *(_left_out(one) if one.recurrence_at in gone else one for one in others))
    return replace(incoming, scheduling=replace(scheduling, events=events))


def _left_out(event: Received) -> Received:
    return replace(event, status=CANCELLED)


def dates_of_some(
    incoming: Incoming, before: Sequence[CalledOff], rooms: Collection[str]
) -> Iterator[tuple[Events, set[str]]]:
    """Dates that some of the rooms are to hold no more, by name, with those."""
    first = incoming.scheduling.events[0]
    for at, mails in dates_called_off(before, (first.sequence, first.dtstamp)).items():
        gone = {slug for one in mails for slug in one.rooms} & {*rooms}
        if gone and gone != {*rooms}:
            sequence, dtstamp = max(one.order for one in mails)
            version = {"sequence": sequence, "dtstamp": dtstamp.astimezone(UTC).isoformat()}
            yield {named(wall(at, first.tzid)): version}, gone
