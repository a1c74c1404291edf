"""One POST over a real socket, to servers that fail in every way."""

import socket
import ssl
import subprocess
import threading
import time
from datetime import timedelta

import pytest

from booking.mail.smtp import Permanent, Temporary, Unreachable
from booking.webhooks import post as posting
from booking.webhooks.post import Gone, post
from tests.factories import NOW
from tests.listener import DRIP, DROP, DROP_IN_BODY, HANG, listener


@pytest.fixture
def there():
    with listener() as running:
        yield running


def send(url: str, private: bool = True) -> None:
    post(url, b'{"a": 1}', {"webhook-id": "x"}, private, NOW)


def test_what_is_posted(there):
    send(f"{there.url}?token=a%20b")
    (posted,) = there.posted
    assert (posted.path, posted.body) == ("/hook?token=a%20b", b'{"a": 1}')
    assert posted.headers["host"] == there.url.split("/")[2]
    wanted = {
        "webhook-id": "x",
        "content-type": "application/json",
        "content-length": "8",
        "user-agent": "Silkroom",
    }
    assert wanted.items() <= posted.headers.items()


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_2xx_is_done(there, status):
    there.answers = [status]
    send(there.url)


def test_a_body_that_breaks_off_after_a_2xx_does_not_matter(there):
    there.answers = [DROP_IN_BODY]
    send(there.url)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_may_pass(there, status):
    there.answers, there.says = [status], b"later\r\n\x00please"
    with pytest.raises(Temporary, match=rf"^{status} .*later please$") as raised:
        send(there.url)
    assert not isinstance(raised.value, Unreachable)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 422])
def test_what_is_for_good(there, status):
    there.answers = [status]
    with pytest.raises(Permanent) as raised:
        send(there.url)
    assert not isinstance(raised.value, Gone)


def test_gone(there):
    there.answers = [410]
    with pytest.raises(Gone):
        send(there.url)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(there, status):
    with listener() as other:
        there.answers, there.location = [status], other.url
        with pytest.raises(Permanent, match=str(status)):
            send(there.url)
    assert other.posted == []


def test_of_a_long_answer_little_is_kept(there):
    there.answers, there.says = [500], b"x" * 5_000_000
    with pytest.raises(Temporary) as raised:
        send(there.url)
    assert len(str(raised.value)) == 200


def test_a_connection_that_drops(there):
    there.answers = [DROP]
    with pytest.raises(Unreachable, match="RemoteDisconnected"):
        send(there.url)


@pytest.mark.parametrize("how", [HANG, DRIP])
def test_time_is_limited_in_all_however_it_is_spent(there, monkeypatch, how):
    monkeypatch.setattr(posting, "WITHIN", 1.0)
    there.answers, began = [how], time.monotonic()
    with pytest.raises(Unreachable, match="no answer within"):
        send(there.url)
    assert time.monotonic() - began < 8


def test_nobody_there():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable, match="ConnectionRefusedError"):
            send(f"http://127.0.0.1:{taken.getsockname()[1]}/")


def test_no_such_host():
    with pytest.raises(Unreachable, match=r"UnknownHost: nowhere\.invalid"):
        send("http://nowhere.invalid/")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
def test_a_private_address_is_not_posted_to_unless_that_is_allowed(there, host):
    url = there.url.replace("127.0.0.1", host)
    with pytest.raises(Permanent, match="private network: "):
        send(url, private=False)
    assert there.posted == []
    send(url)
    assert len(there.posted) == 1


def test_a_name_that_nobody_answers_for_takes_no_longer(monkeypatch):
    """A name server that is silent would keep the others waiting for a minute."""
    monkeypatch.setattr(posting, "WITHIN", 0.3)
    released, began = threading.Event(), time.monotonic()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: released.wait(20) and [])
    with pytest.raises(Unreachable, match="no answer within"):
        send("http://slow.example/")
    assert time.monotonic() - began < 5
    released.set()


@pytest.mark.parametrize(
    ("status", "header", "rest"),
    [
        (429, "120", 120), (503, "7", 7), (503, "99999999999", 86400),
        (503, "Tue, 01 Dec 2026 00:30:00 GMT", 1800), (429, "Mon, 30 Nov 2026 00:00:00 GMT", 0),
    ],
)  # fmt: skip
def test_it_may_say_how_long_to_wait(there, status, header, rest):
    there.answers, there.retry_after = [status], header
    with pytest.raises(Unreachable, match=f"^{status} ") as raised:
        send(there.url)
    assert raised.value.rest == timedelta(seconds=rest)


@pytest.mark.parametrize(("status", "header"), [(500, "120"), (429, "soon"), (503, "-1"), (503, "")])
def test_it_may_say_nothing_that_helps(there, status, header):
    there.answers, there.retry_after = [status], header
    with pytest.raises(Temporary) as raised:
        send(there.url)
    assert not isinstance(raised.value, Unreachable)


def test_a_name_is_looked_up_once(there, monkeypatch):
    """Or it could lead elsewhere by then."""
    found, asked = (
        socket.getaddrinfo("127.0.0.1", int(there.url.split(":")[2][:-5]), type=socket.SOCK_STREAM),
        [],
    )
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: asked.append(args) or found)
    send("http://changing.example/hook")
    assert len(asked) == 1 and there.posted[0].headers["host"] == "changing.example"


@pytest.fixture
def with_tls(tmp_path):
    """Its address, and the certificate that it made for itself, which names localhost."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout {key} -out {cert}"
    named = ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*made.split(), *named], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_answer, args=(server, context), daemon=True).start()
    yield f"https://localhost:{server.getsockname()[1]}/hook", cert
    server.close()


def _answer(server: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            plain, _ = server.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(plain, server_side=True) as connection:
                said = b""
                while not said.endswith(b"}"):
                    said += connection.recv(10_000)
                connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        except OSError:
            plain.close()


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(with_tls):
    with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
        send(with_tls[0])


def test_one_that_is_trusted(with_tls, monkeypatch):
    url, cert = with_tls
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    send(url)
    with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
        send(url.replace("localhost", "127.0.0.1"))


def test_a_server_that_never_ends_its_handshake(monkeypatch):
    monkeypatch.setattr(posting, "WITHIN", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as dumb, pytest.raises(Unreachable, match="no answer within"):
        send(f"https://127.0.0.1:{dumb.getsockname()[1]}/")
