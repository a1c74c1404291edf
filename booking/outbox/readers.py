"""What a person changes about how they are told, for what is still to be told."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, update

from booking.extensions import db
from booking.models import Attendee, Message, Occurrence
from booking.models.message import WAITING, is_
from booking.rules.notices import REMINDER


def tell_in(email: str, locale: str, tzid: str, now: datetime) -> None:
    """From now on in that language and by that clock: meetings that are not over, and mails that have no
    bytes yet. Reminders among them stay: one that is due already could not be made anew.
    """
    coming = exists().where(Occurrence.reservation_id == Attendee.reservation_id, Occurrence.ends_at > now)
    for rows in (
        update(Attendee).where(Attendee.email == email, coming),
        update(Message).where(*_unsent(email)),
    ):
        values = rows.values(locale=locale, tzid=tzid)
        db.session.execute(values.execution_options(synchronize_session=False))


def forget_reminders_of(email: str, now: datetime) -> None:
    """The clock makes anew those that are still wanted (D27). What is due already is judged when it is sent:
    the clock would not make it again."""
    rows = delete(Message).where(*_unsent(email), Message.kind == REMINDER, Message.due_at > now)
    db.session.execute(rows.execution_options(synchronize_session=False))


def _unsent(email: str) -> tuple[ColumnElement[bool], ...]:
    fresh = (Message.lease_owner.is_(None), Message.content.is_(None))
    return (is_(WAITING), Message.recipient == email, *fresh)
