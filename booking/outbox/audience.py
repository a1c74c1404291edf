"""Who is told, and what they were told before."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from booking.extensions import db
from booking.models import Attendee, Message, Occurrence, Reservation, User
from booking.models.message import SENT, WAITING
from booking.permissions import ADMINISTRATOR, STAFF
from booking.rules.notices import CHAIR, EVERYBODY, OTHERS, REMINDER, REQUEST
from booking.rules.requests import CHAIR as CHAIR_ROLE

_LEADING = {CHAIR: (True,), OTHERS: (False,), EVERYBODY: (True, False)}


def is_chair(attendee: Attendee) -> bool:
    return attendee.role == CHAIR_ROLE


def attendees(reservation: Reservation, to: str) -> list[Attendee]:
    return [attendee for attendee in reservation.attendees if is_chair(attendee) in _LEADING[to]]


def staff() -> Sequence[User]:
    """Everybody who answers requests."""
    answers = User.role.in_((STAFF, ADMINISTRATOR)) & User.active
    return db.session.scalars(select(User).where(answers).order_by(User.id)).all()


def forget_unsent(occurrence: Occurrence) -> None:
    """Invitations and reminders that no worker has taken up yet will not be said.

    One that has its bytes may have arrived, though no server said so: its CANCEL follows it.
    """
    unsent = (
        Message.occurrence_id == occurrence.id,
        Message.status == WAITING,
        Message.lease_owner.is_(None),
        Message.content.is_(None),
    )
    overtaken = (Message.method == REQUEST) | (Message.kind == REMINDER)
    db.session.execute(delete(Message).where(*unsent, overtaken).execution_options(synchronize_session=False))


def have_invitation(occurrence: Occurrence) -> set[int | None]:
    """Attendees whose REQUEST was sent, or is in a worker's hands."""
    asked = (Message.occurrence_id == occurrence.id, Message.method == REQUEST)
    under_way = (Message.status == SENT) | (Message.status == WAITING)
    return set(db.session.scalars(select(Message.attendee_id).where(*asked, under_way)))
