"""What is remembered of how a client invited our rooms."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from booking.extensions import db
from booking.models import Reservation, RoomInvitation
from booking.models.reservation import CLIENT
from booking.queries.client_meetings import is_alive
from booking.rules.client_meeting import WHOLE, ClientMeeting


def invitation_row(meeting: ClientMeeting) -> RoomInvitation:
    """Not yet added to the session."""
    return RoomInvitation(uid=meeting.uid, events=dict(meeting.events), answers={}, **_said(meeting))


def fresh_uid() -> str:
    """Our own: it does not depend on the address of the server (D43)."""
    return f"{uuid.uuid4()}@silkroom"


def note_invitation(invitation: RoomInvitation, meeting: ClientMeeting) -> None:
    """What was said last. A series said anew has its dates anew, and each room is to answer to it; a date by
    itself leaves the rest as it was (ICAL C10)."""
    for name, value in _said(meeting).items():
        setattr(invitation, name, value)
    if WHOLE in meeting.events:
        invitation.events, invitation.answers = dict(meeting.events), {}
    else:
        invitation.events = {**invitation.events, **meeting.events}
        invitation.answers = {
            room: _without(given, meeting.events) for room, given in invitation.answers.items()
        }


def _said(meeting: ClientMeeting) -> dict[str, Any]:
    return {
        "organizer": meeting.organizer,
        "organizer_name": meeting.organizer_name,
        "sent_by": meeting.sent_by,
        "rooms": [asdict(room) for room in meeting.rooms],
        "message_id": meeting.message_id,
        "locale": meeting.locale,
    }


def _without(given: Mapping[str, str], names: Mapping[str, Any]) -> dict[str, str]:
    return {name: partstat for name, partstat in given.items() if name not in names}


def title_dates(booking: Reservation, meeting: ClientMeeting) -> None:
    """Dates that are said by themselves may have a title of their own."""
    for date in booking.occurrences if booking.rrule else ():
        if date.recurrence_id in meeting.events:
            summary = meeting.events[date.recurrence_id]["summary"].strip()
            date.title = summary if summary and summary != booking.title else None


def free_uid(meeting: ClientMeeting, now: datetime) -> None:
    """A meeting whose booking has ended may be booked again, and only one booking can have its UID."""
    organizer = meeting.organizer.lower()
    same = select(Reservation).filter_by(organised_by=CLIENT, organizer=organizer, uid=meeting.key)
    for booking in db.session.scalars(same):
        if not is_alive(booking, now):
            booking.uid = fresh_uid()
    db.session.flush()
