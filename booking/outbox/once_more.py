"""The present invitation to one person who asks for it."""

from datetime import datetime

from sqlalchemy import exists, select

from booking.extensions import db
from booking.models import Attendee, Message, Occurrence
from booking.models.message import WAITING, is_
from booking.outbox.audience import is_chair
from booking.outbox.rows import add_new, row_of
from booking.outbox.snapshot import facts, keep
from booking.rules.lifecycle import TENTATIVE
from booking.rules.notices import REQUEST


def once_more(attendee: Attendee, first: Occurrence, now: datetime) -> bool:
    """Of the whole, with its SEQUENCE as it is and a newer DTSTAMP (RFC 5546 3.2.6); `first` is its first
    date that holds. No more than once an hour: a program that asks at each answer would never end."""
    if _on_its_way(attendee):
        return False
    booking = attendee.reservation
    asked = f"refresh-{now:%Y-%m-%dT%H}"
    key = f"{REQUEST}:{booking.id}:-:{booking.revision}:{asked}:{attendee.id}"
    kind = "received" if is_chair(attendee) and first.status == TENTATIVE else "invitation"
    told = {"snapshot_id": keep(facts(first, now), now).id, "recurrence_id": None}
    told |= {"created_at": now, "due_at": now, "method": REQUEST, "attendee_id": attendee.id}
    return add_new([row_of(key, kind, first, attendee) | told]) > 0


def _on_its_way(attendee: Attendee) -> bool:
    """It may be one that staff can still take back (D30), and nobody hears of before."""
    theirs = (Message.reservation_id == attendee.reservation_id, Message.recipient == attendee.email)
    rows = exists().where(*theirs, Message.method == REQUEST, is_(WAITING))
    return bool(db.session.scalar(select(rows)))
