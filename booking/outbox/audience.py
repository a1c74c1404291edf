"""Who is told, and what they were told before."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, select, update

from booking.extensions import db
from booking.models import Attendee, Message, Occurrence, Reservation, User
from booking.models.message import DROPPED, SENT, WAITING, is_
from booking.permissions import ADMINISTRATOR, STAFF
from booking.rules.lifecycle import HOLDING
from booking.rules.notices import CHAIR, EVERYBODY, OTHERS, REMINDER, REQUEST, ROOM_ANSWER
from booking.rules.requests import CHAIR as CHAIR_ROLE

CALLED_OFF = "called off before it was sent"
_UNSENT = (is_(WAITING), Message.lease_owner.is_(None), Message.content.is_(None))
_LEADING = {CHAIR: (True,), OTHERS: (False,), EVERYBODY: (True, False)}


def is_chair(attendee: Attendee) -> bool:
    return attendee.role == CHAIR_ROLE


def attendees(reservation: Reservation, to: str) -> list[Attendee]:
    return [attendee for attendee in reservation.attendees if is_chair(attendee) in _LEADING[to]]


def staff() -> Sequence[User]:
    """Everybody who answers requests."""
    answers = User.role.in_((STAFF, ADMINISTRATOR)) & User.active
    return db.session.scalars(select(User).where(answers).order_by(User.id)).all()


def forget_unsent(reservation: Reservation, occurrences: Iterable[Occurrence], whole: bool) -> None:
    """Reminders of these dates, and of a whole booking its invitations too, that no worker has taken up yet
    will not be said; an undo may say the invitations after all (D30).

    One that has its bytes may have arrived, though no server said so: its CANCEL follows it.
    """
    if whole:
        asked = (Message.reservation_id == reservation.id, Message.method == REQUEST)
        dropped = {"status": DROPPED, "error": CALLED_OFF, "called_off_by": reservation.revision}
        rows = update(Message).where(*asked, *_UNSENT).values(dropped)
        db.session.execute(rows.execution_options(synchronize_session=False))
    forget_reminders(occurrences)


def forget_reminders(occurrences: Iterable[Occurrence]) -> None:
    """The clock makes anew those that are still wanted (D27)."""
    ids = [occurrence.id for occurrence in occurrences]
    _forget(Message.occurrence_id.in_(ids), Message.kind == REMINDER)


def forget_answers(reservation: Reservation, dates: Iterable[Occurrence]) -> None:
    """What its rooms have not said yet of dates that their client calls off: it knows."""
    left = any(date.status in HOLDING for date in reservation.occurrences)
    alone = [Message.recurrence_id.in_([date.recurrence_id for date in dates])] if left else []
    _forget(Message.reservation_id == reservation.id, Message.kind == ROOM_ANSWER, *alone)


def _forget(*which: ColumnElement[bool]) -> None:
    db.session.execute(delete(Message).where(*which, *_UNSENT).execution_options(synchronize_session=False))


def have_invitation(reservation: Reservation) -> set[int | None]:
    """Attendees whose REQUEST was sent, or is under way."""
    asked = (Message.reservation_id == reservation.id, Message.method == REQUEST)
    under_way = (Message.status == SENT) | (Message.status == WAITING)
    return set(db.session.scalars(select(Message.attendee_id).where(*asked, under_way)))


def carried_over(reservation: Reservation) -> set[int | None]:
    """Attendees of a series who have the invitation to the one that it continues (D12)."""
    before = reservation.continues
    if before is None:
        return set()
    invited = have_invitation(before)
    known = {attendee.email for attendee in before.attendees if attendee.id in invited}
    return {attendee.id for attendee in reservation.attendees if attendee.email in known}
