"""A real HTTP server on a port of its own, which remembers what it was posted and answers as told."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HANG, DROP, DRIP, DROP_IN_BODY = "hang", "drop", "drip", "drop in body"


@dataclass(frozen=True)
class Posted:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Listener:
    """`answers` are statuses, or ways to fail, used up one by one; then 204."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.answers: list[int | str] = []
        self.says = b""
        self.location = ""
        self.retry_after = ""
        self.url = ""
        self.stopping = threading.Event()

    def events(self) -> list[str]:
        return [posted.json["event"] for posted in self.posted]


class _Handler(BaseHTTPRequestHandler):
    listener: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        named = {name.lower(): value for name, value in self.headers.items()}
        self.listener.posted.append(Posted(self.path, named, body))
        answer = self.listener.answers.pop(0) if self.listener.answers else 204
        if isinstance(answer, int):
            self._say(answer)
        else:
            self._fail(answer)

    do_GET = do_POST

    def _say(self, status: int) -> None:
        self.send_response(status)
        if self.listener.location:
            self.send_header("Location", self.listener.location)
        if self.listener.retry_after:
            self.send_header("Retry-After", self.listener.retry_after)
        self.send_header("Content-Length", str(len(self.listener.says)))
        self.end_headers()
        self.wfile.write(self.listener.says)

    def _fail(self, how: str) -> None:
        if how == HANG:
            self.listener.stopping.wait(30)
        if how == DRIP:
            self._drip()
        if how == DROP_IN_BODY:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of")
        self.close_connection = True

    def _drip(self) -> None:
        """A byte at a time, so that no single wait is long."""
        self.wfile.write(b"HTTP/1.1 200 ")
        while not self.listener.stopping.wait(0.05):
            self.wfile.write(b"X")

    def log_message(self, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args: Any) -> None:
        pass  # the other side hung up, as it should


@contextmanager
def listener() -> Iterator[Listener]:
    made = Listener()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"listener": made}))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        yield made
    finally:
        made.stopping.set()
        server.shutdown()
        server.server_close()


def verified(secret: str, posted: Posted, within: float = 300) -> bool:
    """As the specification tells a receiver to do it, written without ours."""
    timestamp = int(posted.headers["webhook-timestamp"])
    signed = posted.headers["webhook-id"].encode() + b"." + str(timestamp).encode() + b"." + posted.body
    key = base64.b64decode(secret.split("whsec_")[1])
    right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = [one.split(",", 1)[1] for one in posted.headers["webhook-signature"].split(" ")]
    return abs(time.time() - timestamp) < within and any(hmac.compare_digest(right, one) for one in given)
