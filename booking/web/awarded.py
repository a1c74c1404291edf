"""What an award would do, as plain values: they outlive the transaction that is undone."""

from collections.abc import Sequence
from dataclasses import dataclass

from booking.actions.awarded import Awarded, MadeRoom, Was
from booking.models import Occurrence
from booking.queries.told import Told
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING, WAITLISTED

Slugs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """When, in which spaces, and how it stands there: the words of `of_status`."""

    interval: Interval
    spaces: Slugs
    status: str
    waiting_for: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A booking that it concerns; `locale` is its company's. What has ended by `then` may be at one of the
    `offers` instead."""

    reservation_id: int
    title: str
    name: str
    company: str
    locale: str
    tzid: str
    now: Place
    then: Place
    offers: Sequence[tuple[Interval, Slugs]]
    told: Sequence[Told]

    @property
    def ends(self) -> bool:
        return self.then.status not in HOLDING


@dataclass(frozen=True, slots=True)
class Look:
    """`others` are told too: they move up in the line, or hold what became free besides."""

    winner: Party
    made_room: Sequence[Party]
    others: Sequence[Told]
    seen: str
    places: str


def look(awarded: Awarded) -> Look:
    """Within the transaction."""
    entry, made_room = awarded.entry, awarded.made_room
    waited = Was(entry.interval, entry.spaces, WAITLISTED, None)
    concerned = {entry.reservation_id, *(one.occurrence.reservation_id for one in made_room)}
    return Look(
        _party(MadeRoom(entry, waited, None), awarded.told),
        [_party(one, awarded.told) for one in made_room],
        [mail for mail in awarded.told if mail.reservation_id not in concerned],
        awarded.seen,
        awarded.places,
    )


def _party(one: MadeRoom, told: Sequence[Told]) -> Party:
    date, booking, was = one.occurrence, one.occurrence.reservation, one.was
    return Party(
        booking.id,
        date.title or booking.title,
        booking.contact_name,
        booking.company.name if booking.company else booking.contact_company,
        booking.company.locale if booking.company else "",
        booking.venue_tzid,
        Place(was.interval, tuple(space.slug for space in was.spaces), was.status, was.waiting_for),
        _place(date),
        [(offer.interval, offer.spaces) for offer in one.offers or ()],
        [mail for mail in told if mail.reservation_id == booking.id],
    )


def _place(date: Occurrence) -> Place:
    return Place(date.interval, tuple(space.slug for space in date.spaces), date.status, date.waiting_for)
