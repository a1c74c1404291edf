"""A mail that came in, as a value."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from booking.errors import Unreadable
from booking.mailbox.addresses import Mailbox, addresses, senders
from booking.mailbox.authenticity import believed
from booking.mailbox.calendars import Calendar, calendars, has_winmail
from booking.mailbox.claims import DELIVERED
from booking.mailbox.encoded_words import text_of
from booking.mailbox.fields import Fields, message_id, value
from booking.mailbox.loops import automatic
from booking.mailbox.parts import Part, leaves, whole
from booking.mailbox.prose import prose
from booking.rules.locales import preferred


@dataclass(frozen=True, slots=True)
class Letter:
    """`sender` is bare and in lower case, and empty where From has no address or several. `envelope` is whom
    the mail server named (it may have written them into the head), `locale` one of ours or empty.
    `calendars` differ from one another; with `winmail` there may be one that only Outlook reads. `automatic`
    is why it must not be answered in words (loops.py). A `report` is about another mail (RFC 6522)."""

    message_id: str
    sender: str
    sender_name: str
    envelope: tuple[str, ...]
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    in_reply_to: str
    locale: str
    calendars: tuple[Calendar, ...]
    winmail: bool
    text: str
    automatic: str
    believed: bool
    report: bool


def read_letter(
    raw: bytes, envelope: Iterable[str] = (), authserv_id: str = "", ours: Collection[str] = ()
) -> Letter:
    """`authserv_id` is the setting, `ours` the addresses we write from. Unreadable, and nothing else, for
    what no mail program would have written."""
    try:
        return _letter(whole(raw), tuple(envelope), authserv_id, ours)
    except (ValueError, LookupError, TypeError) as broken:  # of the library, which trusts what it reads
        raise Unreadable("unreadable") from broken


def the_calendar(letter: Letter) -> Calendar | None:
    """None where there is none. Unreadable where it is not clear which, or where Outlook wrapped it up."""
    if len(letter.calendars) > 1:
        raise Unreadable("several_calendars")
    if not letter.calendars and letter.winmail:
        raise Unreadable("winmail")
    return letter.calendars[0] if letter.calendars else None


def _letter(mail: Part, envelope: tuple[str, ...], authserv_id: str, ours: Collection[str]) -> Letter:
    fields, parts = mail.fields, leaves(mail)
    named = senders(fields, mail.charset)
    sender = named[0] if len(named) == 1 else Mailbox("")
    return Letter(
        message_id=message_id(value(fields, "message-id")),
        sender=sender.address,
        sender_name=sender.name,
        envelope=tuple(dict.fromkeys(one.lower() for one in envelope)) or addresses(fields, *DELIVERED),
        to=addresses(fields, "to"),
        cc=addresses(fields, "cc"),
        subject=text_of(value(fields, "subject"), mail.charset),
        in_reply_to=message_id(value(fields, "in-reply-to")),
        locale=_locale(fields),
        calendars=calendars(parts),
        winmail=has_winmail(parts),
        text=prose(parts),
        automatic=automatic(fields, ours),
        believed=believed(fields, authserv_id),
        report=mail.type == "multipart/report",
    )


def _locale(fields: Fields) -> str:
    """What it is written in; Outlook also tells what its user reads (RFC 3282)."""
    told = ",".join((value(fields, "content-language"), value(fields, "accept-language")))
    tags = (tag.partition(";")[0].strip() for tag in told.split(","))
    return preferred((tag, 1.0) for tag in tags if tag) or ""
