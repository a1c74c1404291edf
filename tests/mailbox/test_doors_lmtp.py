"""The LMTP door, by a real client (RFC 2033)."""

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from booking.errors import Busy
from booking.mailbox import fetch_lmtp
from booking.mailbox.fetch_lmtp import read
from tests.mailbox.doors import HALL, ROOM, Shelf, door, free_port, large, mail, reading, wait_until


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@contextmanager
def opened(shelf: Shelf, **settings: object) -> Iterator[int]:
    port = free_port()
    with reading(read, door(f"lmtp://127.0.0.1:{port}", shelf, **settings)):
        wait_until(lambda: answers(port))
        yield port


def answers(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def hand_over(port: int, raw: bytes, *recipients: str) -> list[tuple[int, str]]:
    """One answer for each recipient that was taken."""
    with smtplib.LMTP("127.0.0.1", port, timeout=30) as client:
        client.ehlo_or_helo_if_needed()
        assert client.mail("li@example.tw")[0] == 250
        taken = [recipient for recipient in recipients if client.rcpt(recipient)[0] == 250]
        assert taken == list(recipients)
        first = client.data(raw)
        found = [first, *(client.getreply() for _ in taken[1:])]
        assert client.noop()[0] == 250, "no answer too many"
        return [(code, said.decode()) for code, said in found]


def test_each_recipient_has_an_answer_and_the_mail_is_stored_once(shelf):
    with opened(shelf) as port:
        assert hand_over(port, mail(), ROOM, HALL) == [(250, "2.0.0 it is kept")] * 2
        assert shelf.stored == [(mail(), (ROOM, HALL), 0)]
        assert hand_over(port, mail(2), ROOM) == [(250, "2.0.0 it is kept")]


def test_what_cannot_be_stored_now_is_to_come_again(shelf):
    shelf.faults = {b"mail 1": [Busy(), OSError("disk full")]}
    with opened(shelf) as port:
        for _ in range(2):
            assert hand_over(port, mail(), ROOM, HALL) == [(451, "4.3.0 not now, please come again")] * 2
        assert hand_over(port, mail(2), ROOM)[0][0] == 250
        assert hand_over(port, mail(), ROOM)[0][0] == 250
    assert shelf.subjects() == ["mail 2", "mail 1"]


def test_what_is_too_large_is_refused_to_each(shelf):
    with opened(shelf) as port:
        assert hand_over(port, large(), ROOM, HALL) == [(552, "5.3.4 it is too large")] * 2
        with smtplib.LMTP("127.0.0.1", port) as client:
            client.ehlo_or_helo_if_needed()
            assert client.mail("li@example.tw", [f"SIZE={len(large())}"])[0] == 552
    assert shelf.stored == []


def test_lines_longer_than_they_should_be_are_taken_up_to_a_limit(shelf):
    with opened(shelf) as port:
        assert hand_over(port, mail(body="x" * 60_000), ROOM)[0][0] == 250
        assert [code for code, _ in hand_over(port, mail(2, body="x" * 70_000), ROOM, HALL)] == [500, 500]


@pytest.mark.parametrize(
    "recipient, code",
    [
        (ROOM, 250), ("room+x@Rooms.Example", 250), ("bounce+7-abc@centre.example", 250),
        ("room@elsewhere.example", 550), ("room", 550),
    ],
)  # fmt: skip
def test_only_mail_for_our_own_domains_is_taken(shelf, recipient, code):
    with opened(shelf) as port, smtplib.LMTP("127.0.0.1", port) as client:
        client.ehlo_or_helo_if_needed()
        client.mail("li@example.tw")
        assert client.rcpt(recipient)[0] == code


def test_without_a_domain_all_is_taken(shelf):
    with opened(shelf, INBOUND_DOMAIN="") as port:
        assert hand_over(port, mail(), "anybody@elsewhere.example")[0][0] == 250


def test_more_recipients_than_a_mail_may_have_are_to_come_again(shelf):
    with opened(shelf) as port, smtplib.LMTP("127.0.0.1", port) as client:
        client.ehlo_or_helo_if_needed()
        client.mail("li@example.tw")
        assert [client.rcpt(f"r{n}@rooms.example")[0] for n in range(101)] == [250] * 100 + [452]


def test_a_busy_house_lets_others_wait_and_then_come_again(shelf, monkeypatch):
    monkeypatch.setattr(fetch_lmtp, "PATIENCE", 0.3)
    gate, entered, said = Event(), [], []
    shelf.before = lambda: (entered.append(1), gate.wait(20))
    with opened(shelf) as port:
        busy = [
            Thread(target=lambda n=n: said.append(hand_over(port, mail(n), ROOM)[0][0]))
            for n in range(fetch_lmtp.AT_ONCE)
        ]
        for thread in busy:
            thread.start()
        wait_until(lambda: len(entered) == fetch_lmtp.AT_ONCE)
        assert hand_over(port, mail(9), ROOM)[0][0] == 451
        gate.set()
        for thread in busy:
            thread.join()
    assert said == [250] * fetch_lmtp.AT_ONCE and len(shelf.stored) == fetch_lmtp.AT_ONCE


def test_an_address_in_use_is_said(shelf):
    with opened(shelf) as port, pytest.raises(OSError):
        read(door(f"lmtp://127.0.0.1:{port}", shelf))
