"""What the rooms that a client invited answer: the state of their booking, whenever it is another than was
answered last (RFC 5546 3.2.3, ICAL C2, C6)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from booking.models import Reservation, RoomInvitation
from booking.outbox.room_facts import answer_facts, placed
from booking.outbox.room_standing import Standing, standings
from booking.outbox.rows import Row, add_new
from booking.outbox.snapshot import keep
from booking.rules.client_meeting import WHOLE
from booking.rules.notices import REPLY, ROOM_ANSWER
from booking.rules.requests import CHAIR


def answer_rooms(reservation: Reservation, now: datetime, told: Mapping[str, Any]) -> None:
    """One mail for the whole and one for each date that stands otherwise: of an answer with several events
    Thunderbird takes up a single one. `told` says more for the words."""
    invitation = reservation.invitation
    if invitation is None:
        return
    rows = [row for room in invitation.rooms for row in _of_room(reservation, invitation, room, now, told)]
    if rows:
        add_new(rows)


def note_as_answered(reservation: Reservation, slugs: Collection[str] | None = None) -> None:
    """The client's calendar stands as the booking does, without an answer: what would have told of something
    else was never sent, or the client knows already. `slugs`: of these rooms; None: of all."""
    invitation = reservation.invitation
    if invitation is not None:
        known = {
            room["address"]: {name: one.partstat for name, one in standings(reservation, room).items()}
            for room in invitation.rooms
            if slugs is None or room["slug"] in slugs
        }
        invitation.answers = known if slugs is None else {**invitation.answers, **known}


def _of_room(
    reservation: Reservation,
    invitation: RoomInvitation,
    room: Mapping[str, Any],
    now: datetime,
    told: Mapping[str, Any],
) -> Iterator[Row]:
    """The whole first: a date's answer has a newer DTSTAMP, else Thunderbird holds it to be done with."""
    answered, there = dict(invitation.answers.get(room["address"], {})), placed(room)
    for n, (name, one) in enumerate(_differing(standings(reservation, room), answered, invitation)):
        answered[name] = one.partstat
        stamp = now + timedelta(seconds=n)
        facts = answer_facts(reservation, invitation, there, name, one, stamp) | dict(told)
        yield _row(reservation, invitation, room, name, one, now) | {"snapshot_id": keep(facts, now)[0]}
    invitation.answers = {**invitation.answers, room["address"]: answered}


def _differing(
    now: Mapping[str, Standing], answered: Mapping[str, str], invitation: RoomInvitation
) -> Iterator[tuple[str, Standing]]:
    """A date that was never said by itself has the answer of the whole."""
    usual = now[WHOLE].partstat if WHOLE in now else None
    for name, one in sorted(now.items()):
        before = answered.get(WHOLE) if name == WHOLE else answered.get(name)
        if before is None and name != WHOLE and name not in invitation.events:
            before = usual
        if before != one.partstat:
            yield name, one


def _row(
    reservation: Reservation,
    invitation: RoomInvitation,
    room: Mapping[str, Any],
    name: str,
    one: Standing,
    now: datetime,
) -> Row:
    """It goes to the organizer, who is the booker, or for whom the booker wrote."""
    chair = next((person for person in reservation.attendees if person.role == CHAIR), None)
    recipient = invitation.organizer.lower()
    about = f"{reservation.id}:{name or '-'}:{reservation.revision}:{room['address']}"
    return {
        "key": f"{REPLY}:{about}:{one.partstat}",
        "kind": ROOM_ANSWER,
        "recipient": recipient,
        "locale": invitation.locale or (chair.locale if chair else ""),
        "tzid": chair.tzid if chair else reservation.tzid,
        "reservation_id": reservation.id,
        "occurrence_id": one.date.id if one.date else None,
        "method": REPLY,
        "attendee_id": chair.id if chair and chair.email == recipient else None,
        "recurrence_id": name if name and one.date else None,
        "created_at": now,
        "due_at": now,
    }
