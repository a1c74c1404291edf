"""What staff see of a slot before they give it away, and what became of it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from booking.models import Occurrence, Resource
from booking.queries.told import Told
from booking.rules.availability import Alternative
from booking.rules.interval import Interval


@dataclass(frozen=True, slots=True)
class Was:
    """Where a date was, and how it stood."""

    interval: Interval
    spaces: Sequence[Resource]
    status: str
    waiting_for: str | None


@dataclass(frozen=True, slots=True)
class MadeRoom:
    """A date that held the slot. Where it has moved, `offers` is None; else it has ended and is told them."""

    occurrence: Occurrence
    was: Was
    offers: Sequence[Alternative] | None

    @property
    def moved(self) -> bool:
        return self.offers is None


@dataclass(frozen=True, slots=True)
class Awarded:
    """`seen` is how entry and holders stood before, `places` where the holders went: an award that is given
    them back refuses to do anything else."""

    entry: Occurrence
    made_room: Sequence[MadeRoom]
    told: Sequence[Told]
    seen: str

    @property
    def places(self) -> str:
        return _short(
            f"{one.occurrence.id}:{_place(one.occurrence) if one.moved else '-'}" for one in self.made_room
        )


def as_seen(entry: Occurrence, holders: Sequence[Occurrence]) -> str:
    """Other holders, or a change of any of the bookings, make it another."""
    return _short(f"{date.id}:{date.reservation.revision}" for date in (entry, *holders))


def _place(date: Occurrence) -> str:
    slugs = ",".join(space.slug for space in date.spaces)
    return f"{date.starts_at.isoformat()}/{date.ends_at.isoformat()}/{slugs}"


def _short(parts: Iterable[str]) -> str:
    return hashlib.sha256(" ".join(sorted(parts)).encode()).hexdigest()[:20]
