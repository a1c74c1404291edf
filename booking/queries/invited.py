"""Which invitation somebody was sent last."""

from collections.abc import Mapping

from sqlalchemy import func, select

from booking.extensions import db
from booking.models import Attendee, Message, Occurrence, Reservation, Snapshot
from booking.models.message import DROPPED
from booking.models.reservation import US
from booking.rules.notices import REQUEST

Sequences = Mapping[str | None, int]


def organised_here(uid: str) -> int | None:
    """Id of the reservation to which we invite."""
    rows = select(Reservation.id).where(Reservation.uid == uid, Reservation.organised_by == US)
    return db.session.scalar(rows)


def sequences_sent(attendee: Attendee) -> Sequences:
    """The highest SEQUENCE by the date of a series that it is about, None for the whole. What was taken back
    unsaid does not count (D30)."""
    theirs = (Message.reservation_id == attendee.reservation_id, Message.recipient == attendee.email)
    asked = (Message.attendee_id == attendee.id, Message.method == REQUEST, Message.status != DROPPED)
    sequence = Snapshot.facts["sequence"].as_integer()
    rows = select(Message.recurrence_id, func.max(sequence)).join(Message.snapshot).where(*theirs, *asked)
    return {name: most or 0 for name, most in db.session.execute(rows.group_by(Message.recurrence_id))}


def invited_at(sent: Sequences, date: Occurrence | None) -> int:
    """With which SEQUENCE they know that date, or the whole. A date that differs goes out with the whole
    under its own number."""
    whole = sent.get(None, 0)
    return max(sent.get(date.recurrence_id, 0), min(whole, date.sequence)) if date else whole
