"""Meetings that were called off before they were booked."""

from collections.abc import Set
from datetime import UTC, datetime

from sqlalchemy import or_, select

from booking.extensions import db
from booking.models import InboundMessage

UNKNOWN_MEETING = "unknown_meeting"  # what becomes of a mail that calls off what is not booked
_EVER = datetime.min.replace(tzinfo=UTC)
Version = tuple[int, datetime | None]


def rooms_called_off(
    sender: str, uid: str, recurrence_at: datetime | None, version: Version, *, unproven_too: bool
) -> Set[str]:
    """Slugs of the rooms to which this sender called it off, of this `version` (SEQUENCE and DTSTAMP) or of a
    newer one; all of it, or the one date that it is about. `unproven_too`: also by a mail of which it is not
    proven that it is theirs."""
    theirs = (InboundMessage.uid == uid, InboundMessage.sender == sender)
    about = or_(InboundMessage.recurrence_at.is_(None), InboundMessage.recurrence_at == recurrence_at)
    rows = select(InboundMessage).where(*theirs, about, InboundMessage.outcome == UNKNOWN_MEETING)
    return {
        slug
        for row in db.session.scalars(rows)
        if _order((row.sequence or 0, row.dtstamp)) >= _order(version)
        if unproven_too or row.told.get("proven")
        for slug in row.told.get("rooms", ())
    }


def _order(version: Version) -> tuple[int, datetime]:
    """By RFC 5546 2.1.5."""
    return version[0], version[1] or _EVER
