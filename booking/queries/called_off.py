"""Meetings that were called off before they were booked."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from booking.extensions import db
from booking.models import InboundMessage

UNKNOWN_MEETING = "unknown_meeting"  # what becomes of a mail that calls off what is not booked
_EVER = datetime.min.replace(tzinfo=UTC)
Version = tuple[int, datetime | None]


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A mail that calls off `rooms` (slugs): of all of it, or of the `dates` alone."""

    rooms: Set[str]
    dates: Set[datetime]
    version: Version

    def reaches(self, version: Version) -> bool:
        """Whether what is of this SEQUENCE and DTSTAMP was called off by it (RFC 5546 2.1.5)."""
        return self.order >= _order(version)

    @property
    def order(self) -> tuple[int, datetime]:
        return _order(self.version)


def called_off_by_mail(uid: str, organizer: str, sender: str, *, unproven_too: bool) -> list[CalledOff]:
    """By whoever is proven to speak for the organizer. `unproven_too`: also by mails of this `sender` of
    which it is not proven that they are theirs."""
    rows = select(InboundMessage).where(InboundMessage.uid == uid, InboundMessage.outcome == UNKNOWN_MEETING)
    return [
        CalledOff({*row.told["rooms"]}, {*_dates(row)}, (row.sequence or 0, row.dtstamp))
        for row in db.session.scalars(rows)
        if row.told and _counts(row, organizer.lower(), sender, unproven_too)
    ]


def _counts(row: InboundMessage, organizer: str, sender: str, unproven_too: bool) -> bool:
    theirs = row.told.get("organizer", row.sender) == organizer
    return theirs if row.told["proven"] else unproven_too and row.sender == sender


def _dates(row: InboundMessage) -> Iterator[datetime]:
    """Those that it names; none where it is about all."""
    if row.recurrence_at is not None:
        yield row.recurrence_at
        yield from map(datetime.fromisoformat, row.told.get("dates", ()))


def rooms_called_off(found: list[CalledOff], at: datetime | None, version: Version) -> Set[str]:
    """Slugs of those that are called off from all of it, or from the date that the rule puts `at` this
    time."""
    there = [one for one in found if one.reaches(version) and (not one.dates or at in one.dates)]
    return {slug for one in there for slug in one.rooms}


def dates_called_off(found: list[CalledOff], version: Version) -> Mapping[datetime, list[CalledOff]]:
    """Single dates of a series, and the mails about each."""
    there = [one for one in found if one.reaches(version)]
    named = sorted({at for one in there for at in one.dates})
    return {at: [one for one in there if at in one.dates] for at in named}


def _order(version: Version) -> tuple[int, datetime]:
    return version[0], version[1] or _EVER
