"""One POST to an address that we do not trust: it has ten seconds in all, and may lead nowhere else."""

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from booking.mail.smtp import Permanent, Temporary, Unreachable
from booking.outbox.plain import plain
from booking.rules.retry_after import wait_of
from booking.webhooks.address import Found, NotPublic, UnknownHost, addresses

WITHIN = 10.0  # seconds
MOST_READ, MOST_TOLD = 2048, 200  # bytes, characters
_AGAIN, _LATER = (408, 425, 429), (429, 503)
_LATE = f"no answer within {WITHIN:.0f} seconds"


class Gone(Permanent):
    """It wants no more of them (410)."""


def post(url: str, body: bytes, headers: Mapping[str, str], private: bool, now: datetime) -> None:
    """Done when it answers 2xx; no redirect is followed. Raises Unreachable where nobody answers,
    or it says how long to wait; else Temporary, Permanent, Gone.
    """
    until = time.monotonic() + WITHIN
    try:
        with _connected(urlsplit(url), private, until) as connection:
            answer = _answer(connection, urlsplit(url), body, headers)
            told = plain(f"{answer.status} {answer.reason} {_beginning(answer)}", MOST_TOLD)
            in_time = time.monotonic() < until
    except NotPublic as error:
        raise Permanent(str(error)) from error
    except (OSError, HTTPException, UnknownHost, ValueError) as error:
        raise Unreachable(_why(error, until)) from error
    if not in_time:  # what was cut off may look like an answer
        raise Unreachable(_LATE)
    if not 200 <= answer.status < 300:
        raise _judged(answer.status, told, wait_of(answer.headers.get("Retry-After", ""), now))


def _answer(
    connection: socket.socket, url: SplitResult, body: bytes, headers: Mapping[str, str]
) -> HTTPResponse:
    """Its head; the body is still to be read."""
    http = HTTPConnection(url.hostname or "", url.port or 80)
    http.sock = connection
    known = {"Host": url.netloc, "Connection": "close", "Content-Type": "application/json"}
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    http.request("POST", target, body, {**known, "User-Agent": "Silkroom", **headers})
    return http.getresponse()


def _beginning(answer: HTTPResponse) -> str:
    """Of the body; whether it ends well does not matter."""
    with suppress(OSError, HTTPException, ValueError):
        return answer.read(MOST_READ).decode("utf-8", "replace")
    return ""


@contextmanager
def _connected(url: SplitResult, private: bool, until: float) -> Iterator[socket.socket]:
    """Cut off from outside when its time is over: a socket's own timeout begins anew with every byte."""
    plain = _reached(addresses(url, private, until - time.monotonic()), until)
    connection = _wrapped(plain, url) if url.scheme == "https" else plain
    cut = Timer(max(0.0, until - time.monotonic()), _cut, [connection])
    cut.daemon = True
    cut.start()
    try:
        if isinstance(connection, ssl.SSLSocket):
            connection.do_handshake()
        yield connection
    finally:
        cut.cancel()
        connection.close()


def _reached(found: list[Found], until: float) -> socket.socket:
    """The first of the addresses that answers. Raises OSError."""
    for n, (family, kind, protocol, _, address) in enumerate(found, start=1):
        trial = socket.socket(family, kind, protocol)
        trial.settimeout(max(0.1, until - time.monotonic()))
        try:
            trial.connect(address)
            return trial
        except OSError:
            trial.close()
            if n == len(found):
                raise
    raise OSError("no address")


def _wrapped(plain: socket.socket, url: SplitResult) -> ssl.SSLSocket:
    """With the certificate and its name looked at in the handshake, which is yet to come."""
    tls = ssl.create_default_context()
    return tls.wrap_socket(plain, server_hostname=url.hostname, do_handshake_on_connect=False)


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _judged(status: int, told: str, wait: timedelta | None) -> Exception:
    if status == 410:
        return Gone(told)
    if status in _LATER and wait is not None:
        return Unreachable(told, wait)
    passing = status >= 500 or status in _AGAIN
    return Temporary(told) if passing else Permanent(told)


def _why(error: Exception, until: float) -> str:
    if isinstance(error, TimeoutError) or time.monotonic() >= until:
        return _LATE
    return plain(f"{type(error).__name__}: {error}", MOST_TOLD)
