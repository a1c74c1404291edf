"""A Galène group as a supervisor sees it, over its WebSocket: who is there, and out with them."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect

TIMEOUT = 3.0  # seconds
QUIET = 0.7  # after so many seconds without a word the list of people is whole


class Away(Exception):
    """No answer, or not the one that was looked for."""


def who_is_there(address: str, group: str, token: str) -> dict[str, str]:
    """Names by id."""
    with _inside(address, group, token) as (socket, me):
        return _people(socket, me)


def put_out(address: str, group: str, token: str) -> None:
    with _inside(address, group, token) as (socket, me):
        for person in _people(socket, me):
            kick = {"type": "useraction", "kind": "kick", "source": me, "dest": person}
            socket.send(json.dumps({**kick, "value": "The reserved time is over"}))
        _people(socket, me)


@contextmanager
def _inside(address: str, group: str, token: str) -> Iterator[tuple[ClientConnection, str]]:
    me = secrets.token_hex(16)
    try:
        with connect(f"ws{address.removeprefix('http')}/ws", open_timeout=TIMEOUT, close_timeout=1) as socket:
            socket.send(json.dumps({"type": "handshake", "version": ["2"], "id": me}))
            socket.send(json.dumps({"type": "join", "kind": "join", "group": group, "token": token}))
            _joined(socket)
            yield socket, me
    except (OSError, WebSocketException) as error:
        raise Away(f"Galène does not answer: {error}") from error


def _joined(socket: ClientConnection) -> None:
    while True:
        said = _heard(socket, TIMEOUT)
        if said["type"] == "joined":
            if said["kind"] == "join":
                return
            raise Away(f"Galène did not let us in: {said.get('value', said['kind'])}")


def _people(socket: ClientConnection, me: str) -> dict[str, str]:
    found: dict[str, str] = {}
    while True:
        try:
            said = _heard(socket, QUIET)
        except TimeoutError:
            return found
        if said["type"] == "user" and said["id"] != me:
            if said["kind"] == "delete":
                found.pop(said["id"], None)
            else:
                found[said["id"]] = said.get("username", "")


def _heard(socket: ClientConnection, patience: float) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(socket.recv(timeout=patience))
    if said["type"] == "ping":
        with suppress(ConnectionClosed):  # what was said before it is still to be read
            socket.send(json.dumps({"type": "pong"}))
    return said
