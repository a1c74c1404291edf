"""Who writes our mails and where their links lead: settings as a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from booking.rules import links


@dataclass(frozen=True, slots=True)
class Sender:
    """`answers_read`: whether mail that comes to `organizer` is read (D34)."""

    base_url: str
    mail_from: str
    organizer: str
    rooms_domain: str
    answers_read: bool
    secret_key: str
    bounce_address: str = ""

    @property
    def domain(self) -> str:
        return self.mail_from.partition("@")[2]

    def envelope(self, message_id: int) -> str:
        """Whom a server tells that this message could not be delivered (D32, RFC 5233 for the plus)."""
        if not self.bounce_address:
            return self.mail_from
        local, _, domain = self.bounce_address.partition("@")
        return f"{local}+{links.envelope(self.secret_key, message_id)}@{domain}"

    def url(self, path: str, **query: str | list[str]) -> str:
        return f"{self.base_url}/{path}" + (f"?{urlencode(query, doseq=True)}" if query else "")


def sender(settings: Mapping[str, Any]) -> Sender:
    return Sender(
        base_url=settings["BASE_URL"],
        mail_from=settings["MAIL_FROM"],
        organizer=settings["ORGANIZER_ADDRESS"],
        rooms_domain=settings["INBOUND_DOMAIN"],
        answers_read=bool(settings["INBOUND_URL"]),
        secret_key=settings["SECRET_KEY"],
        bounce_address=settings["BOUNCE_ADDRESS"],
    )
