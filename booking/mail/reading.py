"""The bytes of a mail as a person would see it."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

HEADERS = ("From", "To", "Subject", "Date")


@dataclass(frozen=True, slots=True)
class Mail:
    """`method` is that of the calendar part, or empty; `others` are its other headers."""

    headers: dict[str, str]
    others: list[tuple[str, str]]
    html: str
    text: str
    calendar: str
    method: str


def read(content: bytes) -> Mail:
    mail = message_from_bytes(content, policy=default)
    told = [(name, str(value)) for name, value in mail.items()]
    calendar = _part(mail, "text/calendar")
    return Mail(
        headers={name: str(mail[name] or "") for name in HEADERS},
        others=[(name, value) for name, value in told if name not in HEADERS],
        html=_text(_part(mail, "text/html")),
        text=_text(_part(mail, "text/plain")),
        calendar=_text(calendar),
        method=(calendar.get_param("method") or "").upper() if calendar else "",
    )


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
