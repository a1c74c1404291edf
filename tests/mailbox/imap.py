"""A real IMAP server for tests: pymap, in a process of its own, with its mailboxes in memory."""

import imaplib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.mailbox.doors import free_port, wait_until

USER, PASSWORD = "rooms@centre.example", "p@ss/word"
URL = "{scheme}://rooms%40centre.example:p%40ss%2Fword@127.0.0.1:{port}/{rest}"
_MAIN = "import sys; from pymap.main import main; sys.exit(main())"


class Server:
    def __init__(self, port: int):
        self.port = port

    def url(self, rest: str = "?tls=off", scheme: str = "imap") -> str:
        return URL.format(scheme=scheme, port=self.port, rest=rest)

    def client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        client.login(USER, PASSWORD)
        return client

    def deliver(self, raw: bytes, flags: str = "") -> None:
        with self.client() as client:
            assert client.append("INBOX", flags, None, raw)[0] == "OK"

    def flags(self, folder: str = "INBOX") -> list[str]:
        """Of each mail: `seen`, or nothing. Asks without changing any."""
        with self.client() as client:
            if client.select(folder, readonly=True)[0] != "OK":
                return []
            found = client.fetch("1:*", "(FLAGS)")[1]
            return ["seen" if rb"\Seen" in one else "" for one in found if isinstance(one, bytes)]


@contextmanager
def server(*options: str, port: int = 0) -> Iterator[Server]:
    running = Server(port or free_port())
    command: Sequence[str] = [
        sys.executable, "-c", _MAIN, "--host", "127.0.0.1", "--port", str(running.port),
        *(options or ["--no-tls"]), "dict", "--demo-user", USER, "--demo-password", PASSWORD,
    ]  # fmt: skip
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: _greets(running.port))
        yield running
    finally:
        process.kill()
        process.wait()


def _greets(port: int) -> bool:
    try:
        imaplib.IMAP4("127.0.0.1", port, timeout=5).shutdown()
    except OSError:
        return False
    return True
