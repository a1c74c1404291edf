"""A room that cannot come proposes another time, for the client's calendar to take up (RFC 5546 3.2.7)."""

from dataclasses import dataclass
from datetime import datetime

from booking.errors import BookingError
from booking.queries.client_meetings import types_among
from booking.queries.policies import policies_of, with_policies
from booking.rules.availability import Alternative
from booking.rules.client_meeting import ClientMeeting, InvitedRoom
from booking.rules.interval import Interval


@dataclass(frozen=True, slots=True)
class RoomProposal:
    """`name` is that of the event that would move."""

    room: InvitedRoom
    name: str
    interval: Interval


def proposal_instead(meeting: ClientMeeting, refused: BookingError) -> RoomProposal | None:
    """The first time offered at which all its rooms are free for as long as was asked, by one of them:
    several would propose the same. None of a series, nor of whole days: no single time stands for those."""
    (name, event), *others = meeting.events.items()
    if others or event["all_day"]:
        return None
    rooms = _spaces(meeting)
    length = datetime.fromisoformat(event["ends_at"]) - datetime.fromisoformat(event["starts_at"])
    offers = [other for other in getattr(refused, "alternatives", ()) if _takes_its_place(other, name, rooms)]
    found = next((other.interval for other in offers if other.interval.duration == length), None)
    if found is None or not all(policy.proposes for policy in policies_of(with_policies(rooms)).values()):
        return None
    return RoomProposal(next(iter(rooms.values())), name, found)


def _spaces(meeting: ClientMeeting) -> dict[str, InvitedRoom]:
    """By slug, without the types of equipment."""
    types = types_among([room.slug for room in meeting.rooms])
    return {room.slug: room for room in meeting.rooms if room.slug not in types}


def _takes_its_place(other: Alternative, name: str, rooms: dict[str, InvitedRoom]) -> bool:
    return other.recurrence_id in ("", name) and set(other.spaces) == rooms.keys()
