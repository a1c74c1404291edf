"""Rooms answer that they cannot come, and why."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from booking.actions.invitations import note_invitation
from booking.actions.locks import lock_reservations
from booking.actions.refused import broken, other_times
from booking.actions.room_proposals import RoomProposal, proposal_instead
from booking.actions.telling import slot
from booking.actions.transaction import transaction
from booking.errors import BookingError, OutOfPolicy, SlotTaken
from booking.models import Reservation
from booking.outbox.room_answers import answer_row, note_as_answered
from booking.outbox.room_facts import refusal_facts
from booking.outbox.room_places import placed
from booking.outbox.room_standing import DECLINED
from booking.outbox.rows import Row, add_new
from booking.outbox.snapshot import keep, keep_many
from booking.permissions import Actor
from booking.rules.client_meeting import WHOLE, ClientMeeting
from booking.rules.iso import span
from booking.rules.lifecycle import HOLDING
from booking.rules.notices import COUNTER, REPLY

Facts = dict[str, Any]
MOST_DATES = 20  # that are answered by themselves


@transaction
def refuse_meeting(
    meeting: ClientMeeting, refused: BookingError, reservation_id: int | None, *, by: Actor, now: datetime
) -> None:
    """What was asked for is not booked; `reservation_id` is of a booking that stays as it was. The same
    message, handled again, is answered once."""
    told: Facts = {"broken": broken(refused), "alternatives": other_times(refused)}
    if reservation_id is not None:
        (found,) = lock_reservations([reservation_id], now)
        told |= _stays(found, meeting, now)
        if isinstance(refused, OutOfPolicy | SlotTaken):
            _note(found, meeting)
    proposed = proposal_instead(meeting, refused)
    rows = [*(_proposed(meeting, proposed, by, now) if proposed else ()), *_rows(meeting, told, by, now)]
    add_new([row | {"reservation_id": reservation_id} for row in rows])


def _note(found: Reservation, meeting: ClientMeeting) -> None:
    if found.invitation is not None:
        note_invitation(found.invitation, meeting)
        note_as_answered(found)


def _stays(found: Reservation, meeting: ClientMeeting, now: datetime) -> Facts:
    """Of a series the date that was to become another, else its first to come."""
    held = [date for date in found.occurrences if date.status in HOLDING and date.ends_at > now]
    named = [date for date in held if date.recurrence_id in meeting.events]
    one = next(iter(named or held), None)
    return {"stays": slot(one.interval, one.spaces)} if one else {}


def _proposed(meeting: ClientMeeting, proposed: RoomProposal, by: Actor, now: datetime) -> list[Row]:
    """Said before the answer, and with an older DTSTAMP: some calendars take a proposal for an answer, and
    the room has declined."""
    room, when = proposed.room, span(proposed.interval)
    (there,) = placed([asdict(room)])
    facts = refusal_facts(meeting, there, proposed.name, now) | when | {"said": "proposed", "proposes": True}
    row = _row(meeting, proposed.name, room.address, by, now, COUNTER)
    return [row | {"snapshot_id": keep(facts, now)[0]}]


def _rows(meeting: ClientMeeting, told: Facts, by: Actor, now: datetime) -> list[Row]:
    """Of the whole at once, whatever was said of its dates; else of each date, with a newer DTSTAMP."""
    names = [WHOLE] if WHOLE in meeting.events else sorted(meeting.events)[:MOST_DATES]
    stamps = [(name, now + timedelta(seconds=n)) for n, name in enumerate(names, 1)]
    rooms = placed([asdict(room) for room in meeting.rooms])
    kept = keep_many([refusal_facts(meeting, room, *one) | told for room in rooms for one in stamps], now)
    rows = [_row(meeting, name, room["address"], by, now) for room in rooms for name in names]
    return [row | {"snapshot_id": number} for row, number in zip(rows, kept, strict=True)]


def _row(
    meeting: ClientMeeting, name: str, address: str, by: Actor, now: datetime, method: str = REPLY
) -> Row:
    event, to = meeting.events[name], meeting.organizer.lower()
    version = f"{event['sequence']}:{event['dtstamp']}"
    about = f"{to}:{meeting.uid}:{name or '-'}:{version}:{address}"
    return answer_row(about, DECLINED, to, by.locale, by.tzid, now, method)
