"""A host's addresses, asked for once, so that what was looked at is what is connected to."""

import socket
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import SplitResult

from booking.rules.web_address import is_public

Found = tuple[Any, ...]  # as getaddrinfo gives it


class NotPublic(Exception):
    """It leads into a private network."""


class UnknownHost(Exception):
    """No address is known of it."""


def addresses(url: SplitResult, private: bool, within: float) -> list[Found]:
    """All of them, if all are public or `private` ones may be used. `within` so many seconds, which the
    system's own look-up knows no limit of. Raises NotPublic, UnknownHost, TimeoutError.
    """
    found = _looked_up(url.hostname or "", url.port or (443 if url.scheme == "https" else 80), within)
    hidden = [] if private else [one[4][0] for one in found if not is_public(str(one[4][0]))]
    if hidden:
        raise NotPublic(f"{url.hostname} leads into a private network: {hidden[0]}")
    return list(found)


def _looked_up(host: str, port: int, within: float) -> list[Found]:
    """By a thread that is left behind where no name server answers."""
    told: SimpleQueue[list[Found] | Exception] = SimpleQueue()
    Thread(target=_look_up, args=(host, port, told), daemon=True).start()
    try:
        found = told.get(timeout=max(0.0, within))
    except Empty:
        raise TimeoutError(host) from None
    if isinstance(found, Exception):
        raise UnknownHost(f"{host}: {found}") from found
    return found


def _look_up(host: str, port: int, told: "SimpleQueue[list[Found] | Exception]") -> None:
    try:
        told.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except (OSError, ValueError) as error:
        told.put(error)
