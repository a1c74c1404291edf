"""What the rooms that a client invited answer: the state of their booking, whenever it is another than was
answered last (RFC 5546 3.2.3, ICAL C2, C6)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from booking.models import Reservation, RoomInvitation
from booking.outbox.room_facts import answer_facts
from booking.outbox.room_places import placed
from booking.outbox.room_standing import Standing, standings
from booking.outbox.rows import Row, add_new
from booking.outbox.snapshot import keep_many
from booking.rules.client_meeting import WHOLE
from booking.rules.notices import REPLY, ROOM_ANSWER
from booking.rules.requests import CHAIR


@dataclass(frozen=True, slots=True)
class _Said:
    """What one room answers now: `nth` of its answers."""

    room: Mapping[str, Any]
    name: str
    found: Mapping[str, Standing]
    nth: int

    @property
    def standing(self) -> Standing:
        return self.found[self.name]


def answer_rooms(reservation: Reservation, now: datetime, told: Mapping[str, Any]) -> None:
    """One mail for the whole and one for each date that stands otherwise: of an answer with several events
    Thunderbird takes up a single one. `told` says more for the words.

    The whole first: a date's answer has a newer DTSTAMP, else Thunderbird holds it to be done with.
    """
    invitation = reservation.invitation
    if invitation is None or not (said := _news(reservation, invitation)):
        return
    rooms = placed([one.room for one in said])
    facts = [
        _facts(reservation, invitation, room, one, now) | dict(told)
        for one, room in zip(said, rooms, strict=True)
    ]
    kept = keep_many(facts, now)
    rows = [_row(reservation, invitation, one, now) for one in said]
    add_new([row | {"snapshot_id": number} for row, number in zip(rows, kept, strict=True)])


def _facts(
    reservation: Reservation, invitation: RoomInvitation, room: Mapping[str, Any], one: _Said, now: datetime
) -> dict[str, Any]:
    stamp = now + timedelta(seconds=one.nth)
    return answer_facts(reservation, invitation, dict(room), one.name, one.found, stamp, now)


def note_as_answered(reservation: Reservation, slugs: Collection[str] | None = None) -> None:
    """The client's calendar stands as the booking does, without an answer: what would have told of something
    else was never sent, or the client knows already. `slugs`: of these rooms; None: of all."""
    invitation = reservation.invitation
    if invitation is not None:
        known = {
            room["address"]: {name: one.partstat for name, one in found.items()}
            for room, found in standings(reservation)
            if slugs is None or room["slug"] in slugs
        }
        invitation.answers = known if slugs is None else {**invitation.answers, **known}


def answer_row(
    about: str, partstat: str, to: str, locale: str, tzid: str, now: datetime, method: str = REPLY
) -> Row:
    """`about` tells it apart from every other answer."""
    return {
        "key": f"{method}:{about}:{partstat}",
        "kind": ROOM_ANSWER,
        "recipient": to,
        "locale": locale,
        "tzid": tzid,
        "method": method,
        "created_at": now,
        "due_at": now,
    }


def _news(reservation: Reservation, invitation: RoomInvitation) -> list[_Said]:
    """From now on it is answered."""
    news, answers = list[_Said](), dict(invitation.answers)
    for room, found in standings(reservation):
        answered = dict(answers.get(room["address"], {}))
        differing = list(_differing(found, answered, invitation))
        news += [_Said(room, name, found, nth) for nth, (name, _) in enumerate(differing)]
        answers[room["address"]] = answered | {name: one.partstat for name, one in differing}
    invitation.answers = answers
    return news


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


def _row(reservation: Reservation, invitation: RoomInvitation, said: _Said, now: datetime) -> Row:
    """It goes to the organizer, who is the booker, or for whom the booker wrote."""
    chair = next((person for person in reservation.attendees if person.role == CHAIR), None)
    about = f"{reservation.id}:{said.name or '-'}:{reservation.revision}:{said.room['address']}"
    to, date = invitation.organizer.lower(), said.standing.date
    locale = chair.locale if chair else invitation.locale
    tzid = chair.tzid if chair else reservation.tzid
    return answer_row(about, said.standing.partstat, to, locale, tzid, now) | {
        "reservation_id": reservation.id,
        "occurrence_id": date.id if date else None,
        "attendee_id": chair.id if chair and chair.email == to else None,
        "recurrence_id": said.name if said.name and date else None,
    }
