"""What becomes of mail that did not arrive (D32)."""

from datetime import datetime

from sqlalchemy import update

from booking.actions.forgotten import add_forgotten
from booking.actions.moves import closed, opened
from booking.actions.transaction import Undo, transaction
from booking.extensions import db
from booking.models import Attendee, Message, Reservation
from booking.models.message import FAILED, SENT
from booking.outbox.audience import is_chair
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.undelivered import why_unreachable
from booking.rules.lifecycle import HOLDING
from booking.rules.notices import BOOKER_UNREACHABLE, UNREACHABLE


@transaction
def came_back(message_id: int, why: str, *, now: datetime) -> bool:
    """A server took the mail and could not deliver it after all; whether that is news."""
    sent = (Message.id == message_id, Message.status == SENT)
    failed = update(Message).where(*sent).values(status=FAILED, error=why).returning(Message.kind)
    kind = db.session.scalar(failed)
    if kind is not None:
        add_forgotten({(kind, SENT): 1})
    return kind is not None


@transaction
def mark_unreachable(attendee_id: int, *, by: Actor, now: datetime) -> Reservation | None:
    """Their booker is told, or staff where it is the booker; nothing when that was done meanwhile."""
    theirs = db.session.get_one(Attendee, attendee_id).reservation_id
    found, before = opened(theirs, "approve", by, now, changes=False)
    lost = next(one for one in found.everybody if one.id == attendee_id)
    coming = [date for date in found.occurrences if date.status in HOLDING and date.ends_at > now]
    if lost.unreachable_at or lost.removed or not coming:
        raise Undo(None)
    lost.unreachable_at, lost.unreachable_why = now, why_unreachable(attendee_id)
    told = {"name": lost.name, "email": lost.email, "why": lost.unreachable_why}
    happened = BOOKER_UNREACHABLE if is_chair(lost) else UNREACHABLE
    tell(
        happened, found, now, coming, whole=True, again=f"{attendee_id}:{now.isoformat()}", undelivered=[told]
    )
    closed(found, before, "unreachable", by, now, reason=lost.unreachable_why)
    return found
