from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from booking.extensions import db
from booking.models import Attendee, Reservation
from booking.queries.reservations import WITH_ALL

_MOST = 2**31 - 1  # of the column


def invitation(attendee_id: int) -> Attendee | None:
    """One person's, with the whole booking."""
    if attendee_id > _MOST:
        return None
    booking = joinedload(Attendee.reservation).options(*WITH_ALL)
    return db.session.scalar(select(Attendee).where(Attendee.id == attendee_id).options(booking))


def continued(attendee: Attendee) -> Attendee | None:
    """The same person in the series that continues this one (D12), with the whole booking."""
    same = (
        Reservation.continues_id == attendee.reservation_id,
        Attendee.email == attendee.email,
        Attendee.removed.is_(False),
    )
    rows = select(Attendee).join(Attendee.reservation).where(*same).order_by(Attendee.id.desc())
    booking = contains_eager(Attendee.reservation).options(*WITH_ALL)
    return db.session.scalars(rows.options(booking)).first()
