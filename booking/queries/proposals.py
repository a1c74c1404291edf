"""Other times that invited people propose."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from booking.errors import NotFound
from booking.extensions import db
from booking.models import Attendee, Occurrence, Proposal, Reservation
from booking.models.proposal import OPEN
from booking.models.reservation import US
from booking.queries.listed import SHOWN
from booking.rules.lifecycle import HOLDING

_A_DAY = timedelta(days=1)


def proposal(proposal_id: int) -> Proposal:
    """Raises NotFound."""
    found = db.session.get(Proposal, proposal_id)
    if found is None:
        raise NotFound()
    return found


def last_of(attendee_id: int, occurrence_id: int, whole: bool) -> Proposal | None:
    """The latest of this person about this date, whatever became of it."""
    same = (Proposal.attendee_id == attendee_id, Proposal.occurrence_id == occurrence_id)
    rows = select(Proposal).where(*same, Proposal.whole.is_(whole))
    return db.session.scalars(rows.order_by(Proposal.id.desc()).limit(1)).first()


def made_lately(attendee_id: int, now: datetime) -> int:
    """How many of this person's within a day."""
    rows = select(func.count()).where(Proposal.attendee_id == attendee_id, Proposal.made_at > now - _A_DAY)
    return db.session.scalar(rows) or 0


def to_decide(now: datetime) -> Sequence[Proposal]:
    """For the desk: those that are open and of dates to come, the soonest first."""
    coming = (Occurrence.status.in_(HOLDING), Occurrence.starts_at > now)
    shown = (joinedload(Proposal.attendee), joinedload(Proposal.occurrence).options(*SHOWN))
    rows = select(Proposal).join(Proposal.occurrence).where(Proposal.status == OPEN, *coming)
    return db.session.scalars(rows.order_by(Occurrence.starts_at, Proposal.id).options(*shown)).all()


def invited_to(uid: str, address: str) -> Attendee | None:
    """Who is invited by us to the event of that UID, by their address in any case."""
    ours = (Reservation.uid == uid, Reservation.organised_by == US)
    who = (Attendee.email == address.lower(), ~Attendee.removed)
    return db.session.scalar(select(Attendee).join(Attendee.reservation).where(*ours, *who))
