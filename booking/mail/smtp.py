"""Mail on its way: to a server, or where none is set into files one can read."""

import os
import re
import smtplib
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from booking.mail.client import Client, connect
from booking.mail.oauth import Account, account


class Temporary(Exception):
    """It may work later; the text says what went wrong."""


class Unreachable(Temporary):
    """The server itself cannot be talked to, or asks for a `rest`: there is no use in trying the next now."""

    def __init__(self, why: str, rest: timedelta = timedelta()):
        super().__init__(why)
        self.rest = rest


class Permanent(Exception):
    """The server will not take this mail, now or later."""


class Post(Protocol):
    def send(self, name: str, recipient: str, content: bytes, mail_from: str) -> None:
        """`name` is of letters, digits, `-`, and the same at every try; `mail_from` stands on the envelope.

        Raises Temporary, Permanent.
        """

    def close(self) -> None: ...


def post(settings: Mapping[str, Any]) -> Post:
    if settings["SMTP_URL"]:
        timeout = settings["SMTP_TIMEOUT"].total_seconds()
        longest = settings["OUTBOX_LEASE"].total_seconds() - timeout
        return Smtp(settings["SMTP_URL"], timeout, longest, account(settings))
    return Files(Path(settings["INSTANCE_PATH"]) / "mail")


class Files:
    """One file a message, whole or not there."""

    def __init__(self, folder: Path):
        self.folder = folder

    def send(self, name: str, recipient: str, content: bytes, mail_from: str) -> None:
        safe = re.sub(r"[^A-Za-z0-9@._-]", "_", recipient)[:100]
        kept, partial = self.folder / f"{name}-{safe}.eml", self.folder / f".{name}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(content)
            partial.replace(kept)
        except OSError as error:
            raise Unreachable(str(error)) from error

    def close(self) -> None:
        pass


class Smtp:
    """One connection for as many mails as it lasts. `timeout` is for each answer, `longest` for one mail from
    the first greeting to the last answer: seconds, less than the lease.
    """

    def __init__(self, url: str, timeout: float, longest: float, account: Account | None):
        self.url, self.timeout, self.longest, self.account = urlsplit(url), timeout, longest, account
        self.connection: Client | None = None

    def send(self, name: str, recipient: str, content: bytes, mail_from: str) -> None:
        connection = self._connected(time.monotonic() + self.longest)
        try:
            connection.sendmail(mail_from, [recipient], content)
        except Exception as error:
            self._after(error)
            raise _judged(error) from error

    def close(self) -> None:
        connection, self.connection = self.connection, None
        if connection:
            try:
                connection.quit()
            except (smtplib.SMTPException, OSError):
                connection.close()

    def _connected(self, until: float) -> smtplib.SMTP:
        if self.connection and not _alive(self.connection, until):
            self.close()
        if not self.connection:
            try:
                self.connection = connect(self.url, self.timeout, until, self.account)
            except (smtplib.SMTPException, OSError, ValueError) as error:
                raise Unreachable(_text(error)) from error
        return self.connection

    def _after(self, error: Exception) -> None:
        """What is left of a broken conversation is not used again."""
        if not isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
            self.close()


def _alive(connection: Client, until: float) -> bool:
    connection.until = until
    try:
        return connection.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _judged(error: Exception) -> Exception:
    """5xx to the recipient or the mail is for good (RFC 5321 4.2.1); to the sender it is our own setting."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, _ = next(iter(error.recipients.values()))
        return _by_code(code, _text(error))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Temporary(_text(error))
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code, _text(error))
    if isinstance(error, smtplib.SMTPException | OSError):
        return Temporary(_text(error))
    return Permanent(_text(error))


def _by_code(code: int, text: str) -> Exception:
    return Permanent(text) if 500 <= code < 600 else Temporary(text)


def _text(error: Exception) -> str:
    """`550 no such mailbox`."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        replies = [f"{code} {_decoded(said)}" for code, said in error.recipients.values()]
        return "; ".join(replies)
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _decoded(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
