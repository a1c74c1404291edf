"""A letter to the bytes of a mail, the same bytes each time (RFC 5322, 6047)."""

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from flask_babel import force_locale

from booking.ical.text import cleaned
from booking.mail.calendar import calendar_part, takes_part
from booking.mail.headers import HEADERS, Remembering, unsubscribing
from booking.mail.letter import Letter
from booking.mail.render import render, words_of
from booking.mail.room_answer import answer_part, writer
from booking.mail.sender import Sender
from booking.rules.notices import REPLIES, ROOM_ANSWER

NAMES = {"CANCEL": "cancel.ics", "DECLINECOUNTER": "declined.ics"}  # of the attachment
POLICY = Remembering(linesep="\r\n", cte_type="7bit", header_factory=HEADERS)


def message_id(row_id: int, key: str, sender: Sender) -> str:
    """The same at every try, so that a receiver may drop what comes twice."""
    return f"<message-{row_id}-{hashlib.sha256(key.encode()).hexdigest()[:12]}@{sender.domain}>"


def compose(letter: Letter, sender: Sender) -> bytes:
    """In the reader's language and by their clock. Needs an application context."""
    with force_locale(letter.locale):
        mail, told = EmailMessage(policy=POLICY), words_of(letter, sender)
        _head(mail, letter, sender, told["subject"])
        (_reply if letter.kind in REPLIES else _body)(mail, letter, sender, told)
    mail["Content-Language"] = letter.locale.replace("_", "-")  # last: a body takes what is Content-* with it
    _settle_boundaries(mail, letter.message_id)
    return mail.as_bytes()


def _head(mail: EmailMessage, letter: Letter, sender: Sender, subject: str) -> None:
    reader = letter.attendee
    name, address = writer(letter, sender)
    mail["From"] = Address(one_line(name), addr_spec=address)
    mail["To"] = Address(one_line(reader["name"]) if reader else "", addr_spec=letter.recipient)
    mail["Subject"] = one_line(subject)
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = letter.message_id
    if letter.answers_to and letter.answers_to != letter.message_id:
        mail["In-Reply-To"] = mail["References"] = letter.answers_to
    mail["Auto-Submitted"] = "auto-replied" if letter.kind in REPLIES else "auto-generated"
    for name, value in unsubscribing(letter, sender).items():
        mail[name] = value


def one_line(text: str) -> str:
    """What a header may hold: no line end or control character ever gets into one."""
    return re.sub(r"\s+", " ", cleaned(text)).strip()


def _body(mail: EmailMessage, letter: Letter, sender: Sender, told: dict[str, Any]) -> None:
    """text/calendar is last: else Thunderbird shows no buttons. None where no METHOD says what to do,
    nor to ourselves."""
    mail.set_content(render(f"{letter.kind}.txt", told))
    mail.add_alternative(render(f"{letter.kind}.html", told), subtype="html")
    if letter.method and takes_part(letter, sender):
        part = calendar_part(letter, sender)
        params = {"charset": "UTF-8", "method": letter.method}
        mail.add_alternative(part, maintype="text", subtype="calendar", params=params)
        name = NAMES.get(letter.method, "invite.ics")
        mail.add_attachment(part, maintype="application", subtype="ics", filename=name)


def _reply(mail: EmailMessage, letter: Letter, sender: Sender, told: dict[str, Any]) -> None:
    """Words, and of a room its calendar part alone: some Outlooks took no answer that had more (ICAL C6)."""
    mail.set_content(render(f"{letter.kind}.txt", told))
    if letter.kind == ROOM_ANSWER:
        method, part = answer_part(letter)
        params = {"charset": "UTF-8", "method": method}
        mail.add_alternative(part, maintype="text", subtype="calendar", params=params)


def _settle_boundaries(mail: EmailMessage, seed: str) -> None:
    for n, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{hashlib.sha256(f'{n}:{seed}'.encode()).hexdigest()[:32]}")
