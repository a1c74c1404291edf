"""A client calls off a meeting, or dates of it: CANCEL (RFC 5546 3.2.5)."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from booking.actions.call_off_meeting import call_off_meeting
from booking.actions.calling_off_noted import Events
from booking.actions.inbound import Outcome
from booking.errors import BookingError, Busy, OutOfPolicy
from booking.ical.remembered import remembered
from booking.mailbox.acting import acting
from booking.mailbox.held import hold
from booking.mailbox.incoming import Incoming
from booking.mailbox.meetings import name_of, rooms_invited
from booking.mailbox.organizers import is_from_organizer
from booking.mailbox.rooms import addressed, slug_of
from booking.models import Reservation
from booking.models.inbound import IGNORED, REFUSED
from booking.permissions import Actor
from booking.queries.called_off import UNKNOWN_MEETING
from booking.queries.client_meetings import of_meeting, slugs_by_address
from booking.rules.client_meeting import WHOLE

_NOTHING = Outcome(IGNORED, "nothing_left")


def cancel(incoming: Incoming) -> Outcome:
    """What was never booked is let be, whoever calls it off (ICAL C9). Raises Busy."""
    scheduling = incoming.scheduling
    there = of_meeting(scheduling.organizer.address, scheduling.uid) if scheduling.organizer else []
    if not there:
        return _unknown(incoming)
    who = acting(incoming) if is_from_organizer(incoming) else None
    if who is None:
        return hold(incoming)
    slugs = slugs_by_address()
    meant = [(one.id, _events(incoming, one), rooms_told(incoming, one, slugs)) for one in there]
    asked = [(number, events, rooms) for number, events, rooms in meant if events and rooms]
    outcomes = [call_off(number, events, rooms, who.by, incoming.now) for number, events, rooms in asked]
    return next((one for one in outcomes if one.status != IGNORED), next(iter(outcomes), _NOTHING))


def _unknown(incoming: Incoming) -> Outcome:
    """What asks to book it may wait for its sender, or come later: it is noted who calls off what."""
    organizer, sender = incoming.scheduling.organizer, incoming.letter.sender
    proven = is_from_organizer(incoming)
    if organizer is None or not (proven or organizer.address.lower() == sender):
        return Outcome(IGNORED, UNKNOWN_MEETING)
    told = {"proven": proven, "organizer": organizer.address.lower(), "dates": _dates(incoming)}
    rooms = _rooms_meant(incoming, slugs_by_address())
    return Outcome(IGNORED, UNKNOWN_MEETING, {**told, "rooms": list(rooms)})


def _dates(incoming: Incoming) -> list[str]:
    """Of a series, where it is about single ones; ISO 8601 in UTC."""
    named = (one.recurrence_at for one in incoming.scheduling.events)
    return [at.astimezone(UTC).isoformat() for at in named if at]


def call_off(number: int, events: Events, rooms: Collection[str], by: Actor, now: datetime) -> Outcome:
    """What the desk refuses is for staff to see: nobody answers a CANCEL. Raises Busy."""
    try:
        return call_off_meeting(number, events, rooms, by=by, now=now)
    except Busy:
        raise
    except OutOfPolicy as refused:
        return Outcome(REFUSED, refused.rules[0].code, reservation_id=number)
    except BookingError as refused:
        return Outcome(REFUSED, refused.code, reservation_id=number)


def rooms_told(incoming: Incoming, booking: Reservation, slugs: Mapping[str, str]) -> set[str]:
    """Those of its rooms to which it was sent (RFC 5546 3.2.5: who is no longer invited gets a CANCEL alone),
    else those that it names."""
    domain, told = incoming.settings["INBOUND_DOMAIN"].lower(), _rooms_meant(incoming, slugs)
    invited = booking.invitation.rooms if booking.invitation else []
    return {room["slug"] for room in invited if slug_of(room["address"], domain, slugs) in told}


def _rooms_meant(incoming: Incoming, slugs: Mapping[str, str]) -> tuple[str, ...]:
    named = tuple(room.slug for room in rooms_invited(incoming, slugs))
    return addressed(incoming.letter, incoming.settings["INBOUND_DOMAIN"], slugs) or named


def _events(incoming: Incoming, booking: Reservation) -> Events:
    """By the names that the booking has for them; empty where they are about none of its dates."""
    said = {name_of(one, booking.tzid): remembered(one) for one in incoming.scheduling.events}
    if WHOLE in said or booking.rrule:
        return said
    known = booking.invitation.events if booking.invitation else {}
    return {name: one for name, one in said.items() if name in known}
