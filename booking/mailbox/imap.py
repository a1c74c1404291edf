"""A conversation with an IMAP server (RFC 9051), secured and signed in."""

import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from imap_tools import BaseMailBox, MailBox, MailboxLoginError, MailBoxStartTls, MailBoxUnencrypted

from booking.mail.oauth import Account, account, forget, token

TIMEOUT = 30.0  # seconds for each answer


def opened(settings: Mapping[str, Any], timeout: float = TIMEOUT) -> BaseMailBox:
    """With its folder selected. Raises OSError, and errors of imaplib and imap_tools that have no name in
    common.
    """
    url = urlsplit(settings["INBOUND_URL"])
    box = _connected(url, timeout)
    try:
        _sign_in(box, url, account(settings, "INBOUND"), timeout)
        _learn_what_it_can(box)
        box.folder.set(folder_of(url))
    except Exception:
        close(box)
        raise
    return box


def close(box: BaseMailBox) -> None:
    """Without a word, whatever the server is doing."""
    with suppress(OSError):
        box.client.shutdown()


def folder_of(url: SplitResult) -> str:
    return unquote(url.path.strip("/")) or "INBOX"


def done_folder(url: SplitResult) -> str:
    """Where what is stored is moved to; empty: it stays, and is marked as seen."""
    return next(iter(parse_qs(url.query).get("done", [])), "")


def _connected(url: SplitResult, timeout: float) -> BaseMailBox:
    """Nothing is sent in the clear, unless the address says `tls=off`."""
    host, tls = url.hostname or "", ssl.create_default_context()
    if url.scheme == "imaps":
        return MailBox(host, url.port or 993, timeout, ssl_context=tls)
    if parse_qs(url.query).get("tls") == ["off"]:
        return MailBoxUnencrypted(host, url.port or 143, timeout)
    return MailBoxStartTls(host, url.port or 143, timeout, ssl_context=tls)


def _sign_in(box: BaseMailBox, url: SplitResult, by: Account | None, timeout: float) -> None:
    """A token that was refused is not kept."""
    user = unquote(url.username or "")
    if by is None:
        box.login(user, unquote(url.password or ""), None)
        return
    try:
        box.xoauth2(user, token(by, timeout), None)
    except (MailboxLoginError, box.client.error):
        forget(by)
        raise


def _learn_what_it_can(box: BaseMailBox) -> None:
    """Servers say more once one has signed in."""
    _, said = box.client.capability()
    box.client.capabilities = tuple((said[0] or b"").decode("ascii", "replace").upper().split())
