"""A host's addresses, asked for once, so that what was looked at is what is connected to."""

import socket
from typing import Any
from urllib.parse import SplitResult

from booking.rules.web_address import is_public

Found = tuple[Any, ...]  # as getaddrinfo gives it


class NotPublic(Exception):
    """It leads into a private network."""


class UnknownHost(Exception):
    """No address is known of it."""


def addresses(url: SplitResult, private: bool) -> list[Found]:
    """All of them, if all are public or `private` ones may be used. Raises NotPublic, UnknownHost."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(url.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise UnknownHost(f"{url.hostname}: {error}") from error
    hidden = [] if private else [one[4][0] for one in found if not is_public(str(one[4][0]))]
    if hidden:
        raise NotPublic(f"{url.hostname} leads into a private network: {hidden[0]}")
    return list(found)
