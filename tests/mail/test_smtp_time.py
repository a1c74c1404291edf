"""How long a mail may take: less than its lease; the answer to its text may take longer than any other."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from booking.mail.smtp import Smtp, Temporary, Unreachable

MAIL = b"Subject: x\r\n\r\nx\r\n"
ANSWERS = (b"220 mx", b"250 mx", b"250 ok", b"250 ok", b"354 go on", b"250 ok")
TEXT = len(ANSWERS) - 1


@contextmanager
def slow(*waits: float) -> Iterator[str]:
    """Waits so long before it greets, and before each of its answers."""

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rwb", buffering=0) as talk, suppress(OSError):
            for number, wait in enumerate(waits):
                if number == TEXT:
                    while talk.readline() not in (b".\r\n", b""):
                        pass
                elif number:
                    talk.readline()
                time.sleep(wait)
                talk.write(ANSWERS[number] + b"\r\n")
            talk.readline()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        thread.join(5)


def sent(url: str, timeout: float, longest: float) -> float:
    """How many seconds it took, well or not; raises what went wrong with them as its second argument."""
    post, began = Smtp(url, timeout, longest, None), time.monotonic()
    try:
        post.send("1-x", "li@example.tw", MAIL, "rooms@rooms.example")
    except Temporary as error:
        error.args = (*error.args, time.monotonic() - began)
        raise
    finally:
        took = time.monotonic() - began
        post.close()
    return took


def test_the_answer_to_the_text_may_take_longer_than_any_other():
    with slow(0, 0, 0, 0, 0, 1.5) as url:
        assert sent(url, timeout=0.7, longest=9) > 1.5


def test_any_other_may_not():
    with slow(0, 0, 1.5, 0, 0, 0) as url, pytest.raises(Temporary, match="timed out") as failure:
        sent(url, timeout=0.7, longest=9)
    assert failure.value.args[1] < 1.5 and not isinstance(failure.value, Unreachable)


def test_who_does_not_greet_is_away():
    with slow(1.5) as url, pytest.raises(Unreachable, match="timed out"):
        sent(url, timeout=0.7, longest=9)


@pytest.mark.parametrize(
    "waits", [(0, 0, 0, 0, 0, 4), (0.4, 0.4, 0.4, 0.4, 0.4, 4), (0, 0, 0.6, 0.6, 0.6, 0.6)]
)
def test_all_of_them_together_are_given_up_before_the_lease_ends(waits):
    with slow(*waits) as url, pytest.raises(Temporary) as failure:
        sent(url, timeout=0.7, longest=1.5)
    assert 1.4 < failure.value.args[1] < 2.2
