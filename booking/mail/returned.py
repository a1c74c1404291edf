"""Delivery status notices: what came back because it could not be delivered (D32, RFC 3464)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from booking.ical.text import cleaned

LONGEST = 300  # characters of a reason
_DIAGNOSTIC = re.compile(r"^\s*[\w-]+\s*;\s*")  # "smtp; 550 5.1.1 …": the kind of it is of no use to a reader


@dataclass(frozen=True, slots=True)
class Returned:
    """For good; `why` is one line in the words of whichever server said it."""

    why: str


def returned(content: bytes) -> Returned | None:
    """None where it is no notice, or one of a mail that is only late, passed on or arrived."""
    mail = message_from_bytes(content, policy=default)
    for part in _reports(mail):
        fields = [block for block in part.get_payload() if isinstance(block, EmailMessage)]
        for one in fields:
            if str(one.get("Action", "")).strip().lower() == "failed":
                return Returned(_why(one))
    return None


def _reports(mail: EmailMessage) -> Iterator[EmailMessage]:
    """A whole mail passed on within another is somebody else's notice."""
    if mail.get_content_type() == "multipart/report":
        for part in mail.iter_parts():
            if part.get_content_type() == "message/delivery-status" and part.is_multipart():
                yield part


def _why(block: EmailMessage) -> str:
    said = _DIAGNOSTIC.sub("", str(block.get("Diagnostic-Code", ""))) or str(block.get("Status", ""))
    return " ".join(cleaned(said).split())[:LONGEST] or "undeliverable"
