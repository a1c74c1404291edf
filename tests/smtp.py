"""A real SMTP server on a port of its own, which remembers what it took and fails as told."""

import asyncio
import random
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

HANG_UP, HANG_UP_IN_DATA = "hang up", "hang up in data"


class Faulty(SMTP):
    """Hangs up in the middle of DATA when the recipient's next fault says so."""

    async def smtp_DATA(self, arg: str) -> None:
        faults = self.event_handler.faults[self.envelope.rcpt_tos[0]]
        if faults[:1] != [HANG_UP_IN_DATA]:
            return await super().smtp_DATA(arg)
        faults.pop(0)
        await self.push("354 go on")
        await self._reader.readline()
        self.transport.close()
        return None


class Server:
    """`faults[recipient]` is a list of replies to DATA, or a way to hang up, used up one by one; then 250.

    `stalls[recipient]`, used up likewise, are what the answer waits for. Who hangs up meanwhile is not
    answered, and the mail not taken. `accepted` has who sent each, by its EHLO, before they are told so.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.accepted: list[tuple[str, str]] = []
        self.tried: list[tuple[str, bytes]] = []
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.refused: dict[str, str] = {}
        self.envelopes: dict[str, str] = {}  # recipient to sender
        self.stalls: dict[str, list[threading.Event]] = defaultdict(list)
        self.before_reply: Callable[[str], None] = lambda recipient: None
        self.connections = 0
        self.url = ""

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, host: str, responses: Any) -> Any:
        self.connections += 1
        session.host_name = host
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        (recipient,) = envelope.rcpt_tos
        self.tried.append((recipient, envelope.content))
        self.envelopes[recipient] = envelope.mail_from
        stall = self.stalls[recipient].pop(0) if self.stalls[recipient] else None
        while stall and not stall.is_set():
            await asyncio.sleep(0.01)
        self.before_reply(recipient)
        fault = self.faults[recipient].pop(0) if self.faults[recipient] else ""
        if fault == HANG_UP:
            server.transport.close()
        if fault:
            return fault
        self.taken.append((recipient, envelope.content))
        self.accepted.append((session.host_name, str(parsed(envelope.content)["Message-ID"])))
        return "250 OK"

    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.taken]

    def mails(self) -> list[EmailMessage]:
        return [parsed(content) for _, content in self.taken]


class Moody(Server):
    """One conversation in twenty ends with the greeting, a fifth of the mails fails in some way or other, and
    some take long, before they are taken and after.
    """

    FAULTS = ("450 at RCPT", "451 later", "452 full", HANG_UP, HANG_UP_IN_DATA)

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.chance = random.Random(seed)

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, host: str, responses: Any) -> Any:
        if self.chance.random() < 0.05:
            server.transport.close()
        return await super().handle_EHLO(server, session, envelope, host, responses)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        fault = self.chance.choice(self.FAULTS) if self.chance.random() < 0.2 else ""
        if fault == self.FAULTS[0]:
            return fault
        self.faults[address] = [fault] if fault else []
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        slow = 0.5 if self.chance.random() < 0.05 else 0.02
        await asyncio.sleep(self.chance.uniform(0, slow))
        reply = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(self.chance.uniform(0, slow))
        return reply


class _Controller(Controller):
    def factory(self) -> SMTP:
        return Faulty(self.handler, enable_SMTPUTF8=False, hostname="mx.example")

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


@contextmanager
def server(kind: Server | None = None) -> Iterator[Any]:
    handler = kind or Server()
    controller = _Controller(handler, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        handler.url = f"smtp://127.0.0.1:{controller.port}"
        yield handler
    finally:
        controller.stop()
