"""A mail server hands mail over, one after another (LMTP, RFC 2033)."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session

from booking.mailbox.door import Door
from booking.mailbox.loops import our_addresses
from booking.mailbox.parts import LARGEST

log = logging.getLogger(__name__)
AT_ONCE = 4  # mails that are stored; others wait for their turn
PATIENCE = 20.0  # seconds, then they are asked to come again
LONGEST_LINE = 65536  # bytes; RFC 5321 allows 1000, which not every program knows
MOST_RECIPIENTS = 100  # RFC 5321 4.5.3.1.8
TAKEN, BUSY = "250 2.0.0 it is kept", "451 4.3.0 not now, please come again"
TOO_LARGE = "552 5.3.4 it is too large"
NOT_OURS = "550 5.1.2 no mail for that domain is taken here"
TOO_MANY = "452 4.5.3 too many recipients"


def read(door: Door) -> None:
    """Until it is stopping. Raises OSError where the address is not free."""
    url = door.url
    controller = _Controller(Hand(door), hostname=url.hostname, port=url.port)
    controller.start()
    try:
        while not door.stopping.is_set():
            door.well()
            door.stopping.wait(door.every)
    finally:
        controller.stop()


class Hand:
    """Takes what is handed over. The database is waited for beside the conversations, not between them."""

    def __init__(self, door: Door):
        self.door, self.turn = door, asyncio.Semaphore(AT_ONCE)
        self.pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="lmtp")

    async def handle_RCPT(
        self, server: LMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not ours(address, self.door.settings):
            return NOT_OURS
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: LMTP, session: Session, envelope: Envelope) -> str:
        return to_each(envelope, await self._answer(envelope))

    async def _answer(self, envelope: Envelope) -> str:
        """250 only once it is stored: from then on the server forgets it."""
        try:
            await asyncio.wait_for(self.turn.acquire(), PATIENCE)
        except TimeoutError:
            return BUSY
        kept = (self.door.store, envelope.original_content or b"", tuple(envelope.rcpt_tos))
        try:
            await asyncio.get_running_loop().run_in_executor(self.pool, *kept)
        except Exception:
            log.exception("lmtp: a mail could not be stored")
            return BUSY
        finally:
            self.turn.release()
        return TAKEN


def ours(address: str, settings: Any) -> bool:
    """Where no domain is set, whatever the server sends here is."""
    named = our_addresses(settings)
    domains = {settings["INBOUND_DOMAIN"], *(one.rpartition("@")[2].lower() for one in named)}
    return not settings["INBOUND_DOMAIN"] or address.rpartition("@")[2].lower() in domains


def to_each(envelope: Envelope, answer: str) -> str:
    """One answer a recipient, in their order (RFC 2033 4.2)."""
    return "\r\n".join([answer] * len(envelope.rcpt_tos))


class Conversation(LMTP):
    line_length_limit = LONGEST_LINE

    async def push(self, status: Any) -> None:
        """What the library itself says after DATA, of mail too long or of long lines, is said to each too."""
        if self.envelope and self.envelope.rcpt_tos and _ends_data(status):
            status = to_each(self.envelope, TOO_LARGE if status.startswith("552") else status)
        await super().push(status)


def _ends_data(status: Any) -> bool:
    return str(status).startswith(("552 Error: Too much mail data", "500 Line too long"))


class _Controller(Controller):
    def factory(self) -> Conversation:
        return Conversation(self.handler, data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="Silkroom")
