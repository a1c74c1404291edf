"""The mails that a booking would cause, as their readers would see them: one of each kind and language."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app

from booking.mail.compose import compose
from booking.mail.letter import Letter
from booking.mail.reading import read
from booking.mail.sender import sender
from booking.models import Message, Reservation
from booking.outbox.letters import letter
from booking.permissions import Actor
from booking.queries.mails import mails_about
from booking.rules.requests import CHAIR

_NOBODYS = (
    -1
)  # a generation that no link has: what is shown here opens nothing, whoever gets the id in the end


@dataclass(frozen=True, slots=True)
class ToBeMailed:
    """`letter` is that of the first of `readers`: the others' differ in their name alone."""

    letter: Letter
    readers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shown:
    kind: str
    locale: str
    readers: Sequence[str]
    subject: str
    text: str


def to_be_mailed(booking: Reservation, by: Actor, now: datetime) -> list[ToBeMailed]:
    """Read while its rows are there; written by `shown`, when nothing is locked any more. What staff are told
    is for staff."""
    alike: dict[tuple[Any, ...], list[Message]] = defaultdict(list)
    chairs = {person.id for person in booking.attendees if person.role == CHAIR}
    mails = mails_about(booking.id)
    for one in (mail for mail in mails if by.is_staff or mail.attendee_id):
        alike[one.kind, one.method, one.locale, one.attendee_id in chairs].append(one)
    names = {person.id: person.name or person.email for person in booking.attendees}
    return [_of(same, names, now) for same in alike.values()]


def _of(same: Sequence[Message], names: Mapping[int | None, str], now: datetime) -> ToBeMailed:
    found = letter(same[0], now, sender(current_app.config))
    people = [person | {"generation": _NOBODYS} for person in found.facts["attendees"]]
    facts = {**found.facts, "attendees": people, "reservation_id": 0}
    readers = [names.get(one.attendee_id, one.recipient) for one in same]
    return ToBeMailed(replace(found, facts=facts), readers)


def shown(mails: Sequence[ToBeMailed]) -> list[Shown]:
    us = sender(current_app.config)
    written = [(mail, read(compose(mail.letter, us))) for mail in mails]
    return [
        Shown(mail.letter.kind, mail.letter.locale, mail.readers, text.headers["Subject"], text.text)
        for mail, text in written
    ]
