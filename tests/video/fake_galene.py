"""Galène as it was measured: groups by its management API, people over its WebSocket."""

import base64
import hashlib
import json
import struct
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote

from tests.video.tokens import checked

LOGIN = "Basic " + base64.b64encode(b"booking:adminpw").decode()
GROUPS = "/galene-api/v0/.groups/"


class Galene:
    """`people` are names by id, in whichever group; `refuses` is the status of every answer."""

    def __init__(self, url: str):
        self.url, self.groups, self.keys, self.people, self.refuses = url, {}, {}, {}, 0
        self.now = lambda: datetime.now(UTC)

    def may(self, token: str, now: datetime) -> list[str] | None:
        """What the bearer may do now; None: not authorised, or the group is closed."""
        for name, key in self.keys.items():
            claims = checked(token, key, aud=f"{self.url}/group/{name}/", now=now)
            if claims:
                group = self.groups[name]
                opens, ends = (datetime.fromisoformat(group[part]) for part in ("not-before", "expires"))
                is_open = opens <= now < ends or "op" in claims["permissions"]
                return claims["permissions"] if is_open else None
        return None

    def tag(self, name: str) -> str:
        return f'"{hashlib.sha1(json.dumps(self.groups[name]).encode()).hexdigest()}"'


class Handler(BaseHTTPRequestHandler):
    galene: Galene
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path == "/ws":
            return self._socket()
        name = self._name()
        if name is None:
            return None
        if name and name not in self.galene.groups:
            return self._answer(404)
        return self._answer(200, self.galene.tag(name) if name else "")

    def do_PUT(self):
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name, galene = self._name(), self.galene
        if name is None:
            return None
        if name.endswith("/.keys"):
            assert self.headers["Content-Type"] == "application/jwk-set+json"
            (jwk,) = said["keys"]
            assert (jwk["kty"], jwk["alg"]) == ("oct", "HS256")
            galene.keys[name.removesuffix("/.keys")] = base64.urlsafe_b64decode(jwk["k"] + "==")
            return self._answer(204)
        known = name in galene.groups
        if (self.headers["If-None-Match"] == "*") if known else (self.headers["If-None-Match"] != "*"):
            return self._answer(412)
        if known and self.headers["If-Match"] != galene.tag(name):
            return self._answer(412)
        galene.groups[name] = said
        return self._answer(204 if known else 201)

    def do_DELETE(self):
        name = self._name()
        if name is not None:
            known = self.galene.groups.pop(name, None)
            self.galene.keys.pop(name, None)
            self._answer(204 if known else 404)

    def _name(self) -> str | None:
        refused = self.galene.refuses or (401 if self.headers["Authorization"] != LOGIN else 0)
        if refused:
            self._answer(refused)
            return None
        assert self.path.startswith(GROUPS)
        return unquote(self.path.removeprefix(GROUPS))

    def _answer(self, status: int, tag: str = ""):
        self.send_response(status)
        if tag:
            self.send_header("ETag", tag)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _socket(self):
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header(
            "Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        )
        self.end_headers()
        self.close_connection = True
        assert self._heard()["type"] == "handshake"
        self._say({"type": "handshake", "version": ["2"]})
        self._say({"type": "ping"})
        join, me = self._heard(), "supervisor"
        may = self.galene.may(join["token"], self.galene.now())
        if may is None:
            self._say({"type": "joined", "kind": "fail", "value": "not authorised"})
            self._heard()  # until the other end closes: else what was said may be lost on its way
            return None
        self._say({"type": "joined", "kind": "join", "permissions": may})
        for one, name in self.galene.people.items():
            self._say({"type": "user", "kind": "add", "id": one, "username": name})
        while (said := self._heard()) is not None:
            if said["type"] == "useraction":
                assert "op" in may and said["kind"] == "kick" and said["source"] != me
                self.galene.people.pop(said["dest"])
                self._say({"type": "user", "kind": "delete", "id": said["dest"]})

    def _say(self, said: dict):
        text = json.dumps(said).encode()
        length = bytes([len(text)]) if len(text) < 126 else b"\x7e" + struct.pack(">H", len(text))
        self.wfile.write(b"\x81" + length + text)
        self.wfile.flush()

    def _heard(self) -> dict | None:
        """The next text but a pong; None once the other end closes."""
        while True:
            head = self.rfile.read(2)
            if len(head) < 2 or head[0] & 15 == 8:
                return None
            length = head[1] & 127
            if length == 126:
                (length,) = struct.unpack(">H", self.rfile.read(2))
            mask, text = self.rfile.read(4), self.rfile.read(length)
            said = json.loads(bytes(byte ^ mask[place % 4] for place, byte in enumerate(text)))
            if said["type"] != "pong":
                return said


@contextmanager
def galene():
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Of", (Handler,), {}))
    server.daemon_threads = True
    server.RequestHandlerClass.galene = Galene(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server.RequestHandlerClass.galene
    server.shutdown()
    server.server_close()
