"""A conversation with a mail server, within a given time."""

import math
import smtplib
import ssl
import time
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote

from booking.mail.oauth import Account, forget, initial_response, token


class Client(smtplib.SMTP):
    """Says and awaits nothing after `until`, of the monotonic clock.

    Once a mail's text is under way the answer may take all the time that is left: a server that is slow then
    has often taken it, and who does not wait sends it twice (RFC 5321 4.5.3.2.6, RFC 1047).
    """

    until, in_data = math.inf, False

    def __init__(self, host: str, port: int, timeout: float, until: float, **more: Any):
        self.until = until
        super().__init__(host, port, timeout=timeout, **more)

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.in_data = True
        try:
            return super().data(msg)
        finally:
            self.in_data = False

    def send(self, s: Any) -> None:
        self._hurry()
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        self._hurry()
        return super().getreply()

    def _hurry(self) -> None:
        left = self.until - time.monotonic()
        if left <= 0:
            self.close()
            raise TimeoutError("the server was too slow")
        if self.sock:
            self.sock.settimeout(left if self.in_data else min(self.timeout, left))


class SecureClient(Client, smtplib.SMTP_SSL):
    pass


def connect(
    url: SplitResult, timeout: float, until: float = math.inf, account: Account | None = None
) -> Client:
    """RFC 8314 for `smtps`; with `?starttls=1` nothing is sent in the clear. An `account`: by token."""
    host, tls = url.hostname or "", ssl.create_default_context()
    if url.scheme == "smtps":
        connection: Client = SecureClient(host, url.port or 465, timeout, until, context=tls)
    else:
        connection = Client(host, url.port or 25, timeout, until)
    try:
        if parse_qs(url.query).get("starttls") == ["1"]:
            connection.starttls(context=tls)
        if url.username and account:
            _sign_in(connection, unquote(url.username), account)
        elif url.username:
            connection.login(unquote(url.username), unquote(url.password or ""))
    except Exception:
        connection.close()
        raise
    return connection


def _sign_in(connection: Client, user: str, account: Account) -> None:
    """A refusal comes as a challenge, to be answered by nothing; the token that was refused is not kept."""
    said = initial_response(user, token(account, connection.timeout))
    connection.ehlo_or_helo_if_needed()
    try:
        connection.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")
    except smtplib.SMTPAuthenticationError:
        forget(account)
        raise
