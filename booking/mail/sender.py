"""Who writes our mails and where their links lead: settings as a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Sender:
    """`answers_read`: whether mail that comes to `organizer` is read (D34)."""

    base_url: str
    mail_from: str
    organizer: str
    rooms_domain: str
    answers_read: bool
    secret_key: str

    @property
    def domain(self) -> str:
        return self.mail_from.partition("@")[2]

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
    )
