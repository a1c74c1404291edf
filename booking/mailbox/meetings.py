"""A calendar message as the meeting of a client that it tells of, and as a request to the desk."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from booking.errors import Unreadable
from booking.ical.received import Received
from booking.ical.remembered import remembered
from booking.ical.vevent import CalendarUser
from booking.mailbox.incoming import Incoming
from booking.mailbox.rooms import name_in
from booking.mailbox.spans import span_of
from booking.queries.client_meetings import types_among, unit_to_lend
from booking.rules.client_meeting import WHOLE, ClientMeeting, InvitedRoom
from booking.rules.interval import Interval
from booking.rules.requests import SKIP, BookingRequest, Override
from booking.rules.series import named, wall

CANCELLED = "CANCELLED"
MOST_ROOMS = 50  # of one meeting: each of them answers


def meeting_of(incoming: Incoming, rooms: Sequence[InvitedRoom], tzid: str = "") -> ClientMeeting:
    """Its dates are named by the wall clock of `tzid`, that of its booking, or else its own."""
    scheduling, letter = incoming.scheduling, incoming.letter
    organizer = scheduling.organizer or CalendarUser(letter.sender)
    zone = tzid or scheduling.events[0].tzid
    return ClientMeeting(
        uid=scheduling.uid,
        organizer=organizer.address,
        organizer_name=organizer.name,
        sent_by=organizer.sent_by,
        rooms=tuple(rooms),
        events={name_of(one, zone): remembered(one) for one in scheduling.events},
        message_id=letter.message_id,
        locale=letter.locale,
    )


def name_of(event: Received, tzid: str) -> str:
    return named(wall(event.recurrence_at, tzid)) if event.recurrence_at else WHOLE


def rooms_invited(incoming: Incoming, slugs: Mapping[str, str]) -> list[InvitedRoom]:
    """Attendees that are ours, each once. Raises Unreadable."""
    events = incoming.scheduling.events
    return _ours([(one.address, one.name) for event in events for one in event.attendees], incoming, slugs)


def rooms_of_envelope(incoming: Incoming, slugs: Mapping[str, str]) -> list[InvitedRoom]:
    """Those for which our mail server took it (ICAL C11)."""
    return _ours([(address, "") for address in incoming.letter.envelope], incoming, slugs)


def _ours(
    named: Sequence[tuple[str, str]], incoming: Incoming, slugs: Mapping[str, str]
) -> list[InvitedRoom]:
    """By the first address of each: `hall+a@` and `hall+b@` are one room. Raises Unreadable."""
    domain, rooms = incoming.settings["INBOUND_DOMAIN"].lower(), dict[str, InvitedRoom]()
    for address, name in named:
        if known := name_in(address, domain, slugs):
            rooms.setdefault(known, InvitedRoom(address, name, slugs[known]))
    if len(rooms) > MOST_ROOMS:
        raise Unreadable("too_many_rooms", most=MOST_ROOMS)
    return list(rooms.values())


def wish_of(incoming: Incoming, meeting: ClientMeeting, number: int | None) -> BookingRequest:
    """What the desk is asked for: dates of a series that are not free are left out and declined (ICAL C3).
    `number` is of the booking that it changes. Raises Invalid for what has no length."""
    first, *others = incoming.scheduling.events
    types = types_among([room.slug for room in meeting.rooms])
    meeting = _with_units(meeting, types, span_of(first), number)
    series = not first.recurrence_at and bool(first.rrule or first.rdates)
    dates = [one for one in others if one.recurrence_at] if series else []
    gone = [one.recurrence_at for one in dates if one.recurrence_at and one.status == CANCELLED]
    return BookingRequest(
        spaces=tuple(dict.fromkeys(room.slug for room in meeting.rooms if room.slug not in types)),
        equipment=Counter(room.slug for room in meeting.rooms if room.slug in types),
        title=_title(incoming, first),
        description=first.description,
        interval=span_of(first),
        tzid=first.tzid,
        rrule=first.rrule,
        rdates=tuple(wall(at, first.tzid) for at in first.rdates),
        exdates=tuple(wall(at, first.tzid) for at in (*first.exdates, *gone)),
        overrides=tuple(_override(one, first.tzid) for one in dates if one.status != CANCELLED),
        on_conflict=SKIP,
        meeting=meeting,
    )


def _with_units(
    meeting: ClientMeeting, types: Mapping[str, bool], interval: Interval, number: int | None
) -> ClientMeeting:
    """Where nothing but equipment is asked for that is lent by itself, a type is one of its units."""
    if any(types.get(room.slug, True) for room in meeting.rooms):
        return meeting
    rooms = [replace(room, slug=unit_to_lend(room.slug, interval, number)) for room in meeting.rooms]
    return replace(meeting, rooms=tuple(rooms))


def _title(incoming: Incoming, event: Received) -> str:
    """A meeting need not have one; a booking does."""
    return event.summary or incoming.letter.subject[:200] or incoming.letter.sender


def _override(event: Received, tzid: str) -> Override:
    assert event.recurrence_at
    return Override(wall(event.recurrence_at, tzid), span_of(event))
