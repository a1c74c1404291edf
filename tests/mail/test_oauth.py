"""Signing in by token, at a real mail server and a real token server (D36)."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from booking.mail.smtp import Smtp, Unreachable, post

USER, SAID = "rooms@centre.example", "user=rooms@centre.example\x01auth=Bearer {}\x01\x01"


class TokenServer(HTTPServer):
    """Gives the tokens of `gives` one after another, or says the error that stands there."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.asked: list[dict[str, list[str]]] = []
        self.gives: list[dict] = []
        self.url = f"http://127.0.0.1:{self.server_port}/token"


class _Answers(BaseHTTPRequestHandler):
    server: TokenServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append(parse_qs(body))
        said = self.server.gives.pop(0)
        self.send_response(400 if "error" in said else 200)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *args: object) -> None:
        pass


class MailServer:
    """Takes what comes with a token of `good`; like Gmail it explains a refusal in a challenge first."""

    def __init__(self) -> None:
        self.good: set[str] = set()
        self.tried: list[str] = []
        self.explained: list[bytes] = []
        self.taken: list[str] = []

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        said = base64.b64decode(args[1]).decode()
        self.tried.append(said)
        if said in {SAID.format(token) for token in self.good}:
            return AuthResult(success=True, auth_data=said)
        await server.push("334 " + base64.b64encode(b'{"status":"401"}').decode())
        self.explained.append(await server._reader.readline())
        return AuthResult(success=False, handled=False, message="535 5.7.3 Authentication unsuccessful")

    async def handle_DATA(self, server, session, envelope) -> str:
        self.taken += envelope.rcpt_tos
        return "250 OK"


class _Controller(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="mx.example", auth_required=True, auth_require_tls=False)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server() -> Iterator[tuple[MailServer, str]]:
    handler = MailServer()
    controller = _Controller(handler, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield handler, f"smtp://{USER.replace('@', '%40')}@127.0.0.1:{controller.port}"
    finally:
        controller.stop()


@pytest.fixture
def mail():
    with mail_server() as running:
        yield running


@pytest.fixture
def tokens():
    server = TokenServer()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def over(mail_url: str, token_url: str, refresh_token: str = "") -> Smtp:
    made = post(
        {
            "SMTP_URL": mail_url, "MAIL_TOKEN_URL": token_url, "MAIL_CLIENT_ID": "rooms",
            "MAIL_CLIENT_SECRET": "s3cret", "MAIL_SCOPE": "mail.send", "MAIL_REFRESH_TOKEN": refresh_token,
            "SMTP_TIMEOUT": timedelta(seconds=5), "OUTBOX_LEASE": timedelta(seconds=15),
        }
    )  # fmt: skip
    assert isinstance(made, Smtp)
    return made


def send(connection: Smtp) -> None:
    connection.send("1-x", "li@example.tw", b"Subject: x\r\n\r\nx\r\n", USER)
    connection.close()


def test_one_token_serves_until_shortly_before_its_end(mail, tokens):
    server, url = mail
    server.good = {"first", "second"}
    tokens.gives = [
        {"access_token": "first", "expires_in": 3600}, {"access_token": "second", "expires_in": 59},
        {"access_token": "first", "expires_in": 3600},
    ]  # fmt: skip
    send(over(url, tokens.url))
    send(over(url, tokens.url))
    assert server.taken == ["li@example.tw"] * 2 and len(tokens.asked) == 1
    assert tokens.asked[0] == {
        "grant_type": ["client_credentials"], "client_id": ["rooms"], "client_secret": ["s3cret"],
        "scope": ["mail.send"],
    }  # fmt: skip
    for _ in range(2):
        send(over(url, tokens.url, refresh_token="kept"))
    assert server.tried == [SAID.format(token) for token in ("first", "first", "second", "first")]


def test_a_refresh_token_is_exchanged(mail, tokens):
    server, url = mail
    server.good, tokens.gives = {"t"}, [{"access_token": "t", "expires_in": 3600}]
    send(over(url, tokens.url, refresh_token="kept"))
    assert tokens.asked == [
        {
            "grant_type": ["refresh_token"], "client_id": ["rooms"], "client_secret": ["s3cret"],
            "refresh_token": ["kept"],
        }
    ]  # fmt: skip


def test_a_token_that_was_refused_is_not_used_again(mail, tokens):
    server, url = mail
    server.good = {"new"}
    tokens.gives = [{"access_token": name, "expires_in": 3600} for name in ("revoked", "new")]
    with pytest.raises(Unreachable, match=r"535 5\.7\.3"):
        send(over(url, tokens.url))
    assert server.explained == [b"\r\n"], "the challenge is answered by an empty line"
    send(over(url, tokens.url))
    assert server.taken == ["li@example.tw"]


def test_why_there_is_no_token_is_told_and_no_mail_is_blamed(mail, tokens):
    _, url = mail
    tokens.gives = [
        {"error": "invalid_client", "error_description": "AADSTS7000222: the secret\nhas expired"},
        {"token_type": "Bearer"},
    ]
    with pytest.raises(Unreachable, match="invalid_client AADSTS7000222: the secret has expired"):
        send(over(url, tokens.url))
    with pytest.raises(Unreachable, match="no token in its answer"):
        send(over(url, tokens.url))
    with pytest.raises(Unreachable):
        send(over(url, "http://127.0.0.1:1/token"))
