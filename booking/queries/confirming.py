"""What is held until its sender confirms it, and what they are asked then."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from booking.extensions import db
from booking.ical.received import REQUEST
from booking.models import InboundMessage, Reservation
from booking.models.inbound import HELD, is_
from booking.queries.choices import choices
from booking.rules.questions import Question
from booking.rules.requests import BookedFor

MOST = 50  # of one sender
_HIGHEST = 2**31 - 1  # of the column


def confirmable(inbound_id: int) -> InboundMessage | None:
    """The mail of that id, whether or not it can be confirmed now."""
    return db.session.get(InboundMessage, inbound_id) if inbound_id <= _HIGHEST else None


def is_held(row: InboundMessage, now: datetime) -> bool:
    """Until the link runs out."""
    return row.status == HELD and now < datetime.fromisoformat(row.told["until"])


def held_beside(row: InboundMessage, now: datetime) -> Sequence[InboundMessage]:
    """Others of the same sender, who got one link for all of the day."""
    same = (is_(HELD), InboundMessage.sender == row.sender, InboundMessage.id != row.id)
    found = db.session.scalars(select(InboundMessage).where(*same).order_by(InboundMessage.id).limit(MOST))
    return [other for other in found if is_held(other, now)]


def said_to_be(sender: str) -> BookedFor | None:
    """Who they said they are when they last confirmed a mail, being without an account."""
    theirs = (InboundMessage.sender == sender, InboundMessage.confirmed_at.is_not(None))
    rows = select(InboundMessage.applicant).where(*theirs).order_by(InboundMessage.id.desc())
    found = next((row for row in db.session.scalars(rows.limit(MOST)) if row), None)
    return BookedFor(**found) if found else None


def questions_lacking(row: InboundMessage) -> dict[str, Question]:
    """What the spaces require to be answered; nothing of a booking that there is already."""
    if row.told["method"] != REQUEST or db.session.scalar(select(exists().where(Reservation.uid == row.uid))):
        return {}
    return questions_required(row.told["spaces"])


def questions_required(slugs: Sequence[str]) -> dict[str, Question]:
    """Of these spaces."""
    asked = choices().questions(slugs)
    return {slug: question for slug, question in asked.items() if question.required}
