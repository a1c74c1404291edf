"""The IMAP door, at a real server."""

import base64
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from booking.mailbox import imap as conversation
from booking.mailbox.fetch_imap import read
from tests.conftest import lack
from tests.listener import listener
from tests.mailbox import imap
from tests.mailbox.doors import HALL, ROOM, Shelf, door, free_port, large, mail, reading, wait_until

SLOW = 600.0  # seconds between two looks: only IDLE is so quick that a test sees it


@pytest.fixture(scope="module")
def server():
    with imap.server() as running:
        yield running


@pytest.fixture(autouse=True)
def empty(server):
    """One server for all of these tests: what one leaves is taken away."""
    with server.client() as client:
        for folder in ("INBOX", "Done"):
            if client.select(folder)[0] == "OK":
                client.store("1:*", "+FLAGS", r"(\Deleted)")
                client.expunge()


def test_unread_mail_is_stored_and_only_then_seen(server):
    shelf, seen = Shelf(), []
    server.deliver(mail(1, extra=f"Delivered-To: {HALL}\r\n"))
    server.deliver(mail(2), r"(\Seen)")
    server.deliver(mail(3))
    shelf.before = lambda: seen.append(server.flags())
    with reading(read, door(server.url(), shelf)):
        wait_until(lambda: server.flags() == ["seen"] * 3)
    assert seen[:2] == [["", "seen", ""], ["seen", "seen", ""]]
    assert shelf.subjects() == ["mail 1", "mail 3"] and shelf.stored[1] == (mail(3), (ROOM,), len(mail(3)))
    assert shelf.stored[0][1] == (HALL,)


def test_idle_tells_at_once(server):
    shelf = Shelf()
    with reading(read, door(server.url(), shelf, every=SLOW)):
        for number in (1, 2):
            server.deliver(mail(number))
            wait_until(lambda n=number: shelf.subjects()[n - 1 : n] == [f"mail {n}"], 10)


def test_without_idle_it_looks_again_and_again(server, monkeypatch):
    monkeypatch.setattr(
        conversation, "_learn_what_it_can", lambda box: setattr(box.client, "capabilities", ())
    )
    shelf = Shelf()
    with reading(read, door(server.url(), shelf)):
        server.deliver(mail())
        wait_until(lambda: shelf.stored)


def test_what_cannot_be_stored_stays_unread_and_keeps_no_other_waiting(server, monkeypatch):
    shelf = Shelf()
    shelf.faults = {b"mail 1": [OSError("disk full")]}
    for number in (1, 2):
        server.deliver(mail(number))
    with reading(read, door(server.url(), shelf, every=SLOW)):
        wait_until(lambda: server.flags() == ["", "seen"])
        server.deliver(mail(3))
        wait_until(lambda: server.flags() == ["seen"] * 3)
    assert shelf.subjects() == ["mail 2", "mail 1", "mail 3"]


def test_what_is_stored_may_be_moved_to_a_folder_which_is_made(server):
    shelf = Shelf()
    for number in (1, 2):
        server.deliver(mail(number))
    with reading(read, door(server.url("INBOX?tls=off&done=Done"), shelf)):
        wait_until(lambda: server.flags("Done") == ["seen", "seen"])
    assert server.flags() == [] and shelf.subjects() == ["mail 1", "mail 2"]


def test_of_one_too_large_only_the_head_is_fetched(server):
    shelf = Shelf()
    server.deliver(large())
    with reading(read, door(server.url(), shelf)):
        wait_until(lambda: server.flags() == ["seen"])
    ((raw, recipients, size),) = shelf.stored
    assert (
        size == len(large())
        and recipients == (ROOM,)
        and raw == large().partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    )


def test_what_is_deleted_on_the_server_by_others_is_not_expunged_by_us(server):
    shelf = Shelf()
    server.deliver(mail(1), r"(\Seen \Deleted)")
    server.deliver(mail(2))
    with reading(read, door(server.url(), shelf)):
        wait_until(lambda: server.flags() == ["seen", "seen"])


@pytest.mark.parametrize(
    "rest, named",
    [("Nowhere?tls=off", "NONEXISTENT"), ("?tls=starttls", "TLS not supported")],
)
def test_a_server_that_does_not_do_what_it_is_asked_is_an_error(server, rest, named):
    with pytest.raises(Exception, match=named):
        read(door(server.url(rest), Shelf()))


def test_a_wrong_password_and_a_closed_port_are_errors(server):
    for url in (server.url().replace("%2Fword", "%2Fwrong"), f"imap://u:p@127.0.0.1:{free_port()}/?tls=off"):
        with pytest.raises(Exception, match=r"AUTHENTICATIONFAILED|refused"):
            read(door(url, Shelf()))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Of 127.0.0.1, signed by itself."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    if not shutil.which("openssl"):
        lack("openssl")
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=127.0.0.1",
    ]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run(command, check=True, capture_output=True)
    return key, cert


def test_starttls_is_used_unless_told_and_the_certificate_is_looked_at(certificate, monkeypatch):
    key, cert = map(str, certificate)
    with imap.server("--key", key, "--cert", cert) as secured:
        with pytest.raises(OSError, match="certificate verify failed"):
            read(door(secured.url(""), Shelf()))
        monkeypatch.setenv("SSL_CERT_FILE", cert)
        box = conversation.opened(door(secured.url(""), Shelf()).settings)
        assert box.client.sock.version().startswith("TLS") and box.uids("ALL", charset=None) == []
        conversation.close(box)


class Scripted(threading.Thread):
    """Speaks as much IMAP as signing in by token takes, and remembers what it is told; takes `good` alone."""

    def __init__(self, good: str) -> None:
        super().__init__(daemon=True)
        self.listening, self.good, self.told = socket.create_server(("127.0.0.1", 0)), good, []
        self.port = self.listening.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as stream:
                self._talk(stream)

    def _talk(self, stream) -> None:
        stream.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] hello\r\n")
        while line := stream.readline().decode().split():
            tag, verb = line[0], line[1].upper()
            if verb == "AUTHENTICATE":
                stream.write(b"+ \r\n")
                self.told.append(base64.b64decode(stream.readline()).decode())
                if f"auth=Bearer {self.good}\x01" not in self.told[-1]:
                    stream.write(f"{tag} NO AUTHENTICATE failed.\r\n".encode())
                    continue
            if verb == "CAPABILITY":
                stream.write(b"* CAPABILITY IMAP4rev1 IDLE\r\n")
            if verb == "SELECT":
                stream.write(b"* 0 EXISTS\r\n")
            stream.write(f"{tag} OK done\r\n".encode())


@contextmanager
def scripted(good: str) -> Iterator[Scripted]:
    made = Scripted(good)
    made.start()
    try:
        yield made
    finally:
        made.listening.close()


def test_signing_in_by_token_and_a_token_that_was_refused_is_not_used_again():
    with scripted("new") as server, listener() as tokens:
        tokens.answers = [200, 200]
        account = {"CLIENT_ID": "rooms", "CLIENT_SECRET": "s3cret", "SCOPE": "imap", "REFRESH_TOKEN": ""}
        settings = {f"INBOUND_{name}": value for name, value in account.items()}
        url = f"imap://rooms%40centre.example@127.0.0.1:{server.port}/?tls=off"
        asked = door(url, Shelf(), **settings, INBOUND_TOKEN_URL=tokens.url).settings
        tokens.says = b'{"access_token": "old", "expires_in": 3600}'
        with pytest.raises(Exception, match="AUTHENTICATE failed"):
            conversation.opened(asked)
        tokens.says = b'{"access_token": "new", "expires_in": 3600}'
        box = conversation.opened(asked)
        assert box.client.capabilities == ("IMAP4REV1", "IDLE")
        conversation.close(box)
    assert server.told == [f"user=rooms@centre.example\x01auth=Bearer {t}\x01\x01" for t in ("old", "new")]
    assert b"grant_type=client_credentials" in tokens.posted[0].body and len(tokens.posted) == 2
