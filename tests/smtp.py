"""A real SMTP server on a port of its own, which remembers what it took and fails as told."""

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
    """`faults[recipient]` is a list of replies to DATA, or a way to hang up, used up one by one; then 250."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.tried: list[tuple[str, bytes]] = []
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.refused: dict[str, str] = {}
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
        self.before_reply(recipient)
        fault = self.faults[recipient].pop(0) if self.faults[recipient] else ""
        if fault == HANG_UP:
            server.transport.close()
        if fault:
            return fault
        self.taken.append((recipient, envelope.content))
        return "250 OK"

    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.taken]

    def mails(self) -> list[EmailMessage]:
        return [parsed(content) for _, content in self.taken]


class _Controller(Controller):
    def factory(self) -> SMTP:
        return Faulty(self.handler, enable_SMTPUTF8=False, hostname="mx.example")

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


@contextmanager
def server() -> Iterator[Server]:
    handler = Server()
    controller = _Controller(handler, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        handler.url = f"smtp://127.0.0.1:{controller.port}"
        yield handler
    finally:
        controller.stop()
