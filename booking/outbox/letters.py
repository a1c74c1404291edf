"""An outbox row as a letter to compose."""

from datetime import datetime

from sqlalchemy import select

from booking.extensions import db
from booking.mail.compose import message_id
from booking.mail.letter import Letter
from booking.mail.sender import Sender
from booking.models import Attendee, Message, Occurrence, User
from booking.models.message import SENT
from booking.outbox.snapshot import Facts, facts
from booking.rules.locales import LOCALES
from booking.rules.notices import REMINDER, REPLIES


def letter(message: Message, now: datetime, sender: Sender) -> Letter:
    reader = _reader(message)
    return Letter(
        message_id=message_id(message.id, message.key, sender),
        kind=message.kind,
        method=message.method if message.method and _takes_entries(message) else None,
        recipient=message.recipient,
        locale=reader.locale if reader.locale in LOCALES else "en",
        tzid=reader.tzid,
        attendee_id=message.attendee_id,
        written_at=message.due_at if message.kind == REMINDER else message.created_at,
        facts=_facts(message, now),
        answers_to=_answers_to(message, sender),
    )


def _reader(message: Message) -> Message | Attendee:
    """Who is reminded says at the last moment in which language, as with everything of a reminder."""
    if message.kind != REMINDER:
        return message
    return db.session.get_one(Attendee, message.attendee_id)


def _takes_entries(message: Message) -> bool:
    """Whoever has an account may want words alone, and says so until the last moment."""
    wanted = select(User.calendar_parts).where(User.email == message.recipient)
    return db.session.scalar(wanted) is not False


def _facts(message: Message, now: datetime) -> Facts:
    """As they were when it happened; a reminder's as they are."""
    if message.snapshot:
        return message.snapshot.facts
    date = db.session.get_one(Occurrence, message.occurrence_id)
    return facts(date, now, date.recurrence_id if date.reservation.rrule else None)


def _answers_to(message: Message, sender: Sender) -> str:
    """What replies to a mail that came in follows that."""
    if message.kind in REPLIES and message.snapshot:
        return str(message.snapshot.facts["answers_to"])
    return _first_mail(message, sender)


def _first_mail(message: Message, sender: Sender) -> str:
    """The Message-ID of the first mail to this reader about the reservation: mail readers thread by it.

    None of what is about no reservation: each such mail stands for itself.
    """
    if message.reservation_id is None:
        return ""
    same = (Message.reservation_id == message.reservation_id, Message.recipient == message.recipient)
    first = select(Message.id, Message.key).where(*same, Message.status == SENT).order_by(Message.id).limit(1)
    found = db.session.execute(first).first()
    return message_id(found.id, found.key, sender) if found else ""
