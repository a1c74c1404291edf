from sqlalchemy import select
from sqlalchemy.orm import joinedload

from booking.extensions import db
from booking.models import Attendee
from booking.queries.reservations import WHOLE

_MOST = 2**31 - 1  # of the column


def invitation(attendee_id: int) -> Attendee | None:
    """One person's, with the whole booking."""
    if attendee_id > _MOST:
        return None
    booking = joinedload(Attendee.reservation).options(*WHOLE)
    return db.session.scalar(select(Attendee).where(Attendee.id == attendee_id).options(booking))
