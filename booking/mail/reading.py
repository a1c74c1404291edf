"""The bytes of a mail as a person would see it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

HEADERS = ("From", "To", "Subject")


@dataclass(frozen=True, slots=True)
class Mail:
    """`method` is that of the calendar part, or empty; `others` are its other headers; `dated` in UTC."""

    headers: dict[str, str]
    dated: datetime | None
    others: list[tuple[str, str]]
    html: str
    text: str
    calendar: str
    method: str


def read(content: bytes) -> Mail:
    mail = message_from_bytes(content, policy=default)
    told = [(name, str(value)) for name, value in mail.items()]
    calendar, raw = _part(mail, "text/calendar"), dict(mail.raw_items())
    return Mail(
        headers={name: _words(str(raw.get(name, "")), str(mail[name] or "")) for name in HEADERS},
        dated=mail["Date"].datetime.astimezone(UTC) if mail["Date"] and mail["Date"].datetime else None,
        others=[(name, value) for name, value in told if name not in (*HEADERS, "Date")],
        html=_text(_part(mail, "text/html")),
        text=_text(_part(mail, "text/plain")),
        calendar=_text(calendar),
        method=(calendar.get_param("method") or "").upper() if calendar else "",
    )


def _words(raw: str, otherwise: str) -> str:
    """RFC 2047 6.2: what lies between two encoded words is no part of the text."""
    try:
        return str(make_header(decode_header(" ".join(line.strip() for line in raw.splitlines()))))
    except (LookupError, UnicodeError, HeaderParseError):
        return otherwise


def _part(mail: EmailMessage, kind: str) -> EmailMessage | None:
    return next((part for part in mail.walk() if part.get_content_type() == kind), None)


def _text(part: EmailMessage | None) -> str:
    """What is written in no known way is shown as it stands."""
    if part is None:
        return ""
    content = part.get_payload(decode=True) or b""
    try:
        return content.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        return content.decode("utf-8", "replace")
