"""What a client said anew, with what was not said and so stays as it was."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from booking.models import Reservation
from booking.outbox.room_standing import asked
from booking.rules.client_meeting import WHOLE, ClientMeeting, InvitedRoom
from booking.rules.recurrence import canonical
from booking.rules.requests import BookingRequest, Override
from booking.rules.series import named, wall


def merged(found: Reservation, request: BookingRequest, adds: bool) -> BookingRequest:
    """With what the client did not say, and so did not change. `adds`: the same meeting, said to another room
    of ours, for each room may hear of itself alone. A series that keeps its course keeps its dates that
    differ, where none are named: Thunderbird says those once."""
    assert found.invitation is not None and request.meeting is not None
    names = set(request.meeting.events)
    if WHOLE not in names and found.rrule:
        request = _of_dates(found, request)
    elif adds:
        request = _with_rooms(found, request)
    elif names == {WHOLE} and request.rrule and _same_course(found, request):
        request = _with_dates(found.invitation.events, request)
    return replace(request, answers=found.answers, headcount=found.headcount, second_title=found.second_title)


def _of_dates(found: Reservation, request: BookingRequest) -> BookingRequest:
    """The rest of the series stays. A room that is invited to these dates alone has them in its place."""
    there = tuple(space.slug for space in found.spaces)
    other = [slug for slug in request.spaces if slug not in there]
    first = wall(request.interval.starts_at, found.tzid)
    return replace(
        request,
        title=found.title,
        description=found.description,
        spaces=there,
        equipment=quantities(found),
        overrides=tuple(Override(first, request.interval, slug) for slug in other[:1]),
        meeting=_rooms_added(found, request, sorted(request.meeting.events) if request.meeting else []),
    )


def _with_rooms(found: Reservation, request: BookingRequest) -> BookingRequest:
    spaces = [*(space.slug for space in found.spaces), *request.spaces]
    return replace(
        request,
        spaces=tuple(dict.fromkeys(spaces)),
        equipment=quantities(found) | dict(request.equipment),
        meeting=_rooms_added(found, request),
    )


def _rooms_added(found: Reservation, request: BookingRequest, dates: Sequence[str] = ()) -> ClientMeeting:
    """Beside those that were invited before: a space by whatever address, units of a type each by its own."""
    assert found.invitation is not None and request.meeting is not None
    types = {*quantities(found), *request.equipment}
    rooms = {key_of(room, types): room for room in (InvitedRoom(**one) for one in found.invitation.rooms)}
    for room in request.meeting.rooms:
        known = rooms.get(key_of(room, types))
        if known is None or known.dates:
            names = sorted({*(known.dates if known else ()), *dates}) if dates else ()
            rooms[key_of(room, types)] = replace(room, dates=names)
    return replace(request.meeting, rooms=tuple(rooms.values()))


def key_of(room: InvitedRoom, types: Collection[str]) -> str:
    """`types` are slugs of the types of equipment that are booked beside spaces."""
    return room.address if room.slug in types else room.slug


def _with_dates(events: Mapping[str, dict[str, Any]], request: BookingRequest) -> BookingRequest:
    assert request.meeting is not None
    gone = set(map(named, request.exdates))
    dates = {name: one for name, one in events.items() if name != WHOLE and name not in gone}
    overrides = [Override(datetime.fromisoformat(name), asked(one)) for name, one in dates.items()]
    meeting = replace(request.meeting, events={**dates, **request.meeting.events})
    return replace(request, meeting=meeting, overrides=tuple(overrides))


def quantities(found: Reservation) -> dict[str, int]:
    return {need.equipment_type.slug: need.quantity for need in found.equipment}


def _same_course(found: Reservation, request: BookingRequest) -> bool:
    starts = named(wall(request.interval.starts_at, request.tzid))
    course = (starts, canonical(request.rrule, request.tzid), request.interval.duration)
    return course == (found.dtstart, found.rrule, found.duration)
