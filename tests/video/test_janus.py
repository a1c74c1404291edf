"""Janus itself, spoken to on loopback past the relay: what it refuses whoever has no secret of ours."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from booking import clock
from booking.video.base import Refused, Spec, Unavailable
from booking.video.janus import Janus
from booking.video.janus_setup import http_url, kept_secrets, media_address, write_configuration
from booking.video.janus_tokens import PLUGIN, core_token, room_token, signed
from tests.relay.stage import soon, three_ports

PAST = timedelta(minutes=-5)
UNAUTHORIZED = 403


@pytest.fixture(scope="module")
def settings(janus: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Of a Janus that runs."""
    folder = tmp_path_factory.mktemp("janus")
    about = {"INSTANCE_PATH": folder, "VIDEO_PORT": three_ports(), "JANUS_BIN": janus}
    about |= {"VIDEO_MEDIA_PORTS": "40000-40100", "VIDEO_MEDIA_ADDRESS": ""}
    argv = [janus, "-F", str(write_configuration(about)), "--disable-colors"]
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        soon(lambda: reached(about), 30)
        yield about
    finally:
        process.terminate()
        process.wait(10)


def reached(settings: dict[str, Any]) -> bool:
    try:
        Janus(settings).reach()
    except Unavailable:
        return False
    return True


class Caller:
    """Somebody on this machine who speaks to Janus, with what token they have."""

    def __init__(self, settings: dict[str, Any]):
        self.url, self.secret = http_url(settings), kept_secrets(settings).token_secret

    def ask(self, path: str, token: str | None, **said: Any) -> dict[str, Any]:
        body = {**said, "transaction": "t"} | ({} if token is None else {"token": token})
        try:
            with urlopen(Request(f"{self.url}{path}", json.dumps(body).encode()), timeout=5) as answer:
                return json.load(answer)
        except HTTPError as error:
            return {"janus": "error", "error": {"code": error.code}}

    def good(self) -> str:
        return core_token(self.secret, clock.now())

    def handle(self) -> tuple[str, str]:
        """The paths of a session and of a handle in it, come by honestly."""
        session = f"/{self.ask('', self.good(), janus='create')['data']['id']}"
        attached = self.ask(session, self.good(), janus="attach", plugin=PLUGIN)
        return session, f"{session}/{attached['data']['id']}"

    def message(self, **body: Any) -> dict[str, Any]:
        _, handle = self.handle()
        return self.ask(handle, self.good(), janus="message", body=body)["plugindata"]["data"]

    def join(self, **body: Any) -> dict[str, Any]:
        """It is answered later, by an event."""
        session, handle = self.handle()
        asked = {"request": "join", "ptype": "publisher", "display": "X", **body}
        self.ask(handle, self.good(), janus="message", body=asked)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with urlopen(
                f"{self.url}{session}?maxev=1&token={quote(self.good(), safe='')}", timeout=40
            ) as answer:
                event = json.load(answer)
            if event["janus"] == "event":
                return event["plugindata"]["data"]
        raise AssertionError("no event came")


@pytest.fixture
def caller(settings) -> Caller:
    return Caller(settings)


def room(ref: str) -> Spec:
    now = clock.now()
    return Spec(ref, "商談", now, now, now, now)


@pytest.fixture
def made(settings) -> Iterator[str]:
    Janus(settings).ensure(room("mroom"))
    yield "mroom"
    Janus(settings).end(room("mroom"))


def bad_core_tokens(secret: str) -> dict[str, str | None]:
    now = clock.now()
    good = core_token(secret, now)
    return {
        "none": None,
        "empty": "",
        "garbage": "garbage",
        "expired": core_token(secret, now + PAST),
        "of another secret": core_token(f"{secret}x", now),
        "longer than signed": good.replace(good.split(",")[0], str(int(good.split(",")[0]) + 3600)),
        "for another realm": signed(secret, now + timedelta(minutes=1), "else", PLUGIN),
        "without its signature": good.rpartition(":")[0],
    }


def test_no_session_without_a_token_of_ours(caller):
    for which, token in bad_core_tokens(caller.secret).items():
        assert caller.ask("", token, janus="create")["error"]["code"] == UNAUTHORIZED, which
    assert caller.ask("", caller.good(), janus="create")["janus"] == "success"


def test_a_session_is_of_no_use_to_who_has_no_token(caller):
    session, handle = caller.handle()
    for which, token in bad_core_tokens(caller.secret).items():
        for path, said in (
            (session, {"janus": "attach", "plugin": PLUGIN}),
            (handle, {"janus": "message", "body": {}}),
        ):
            assert caller.ask(path, token, **said)["error"]["code"] == UNAUTHORIZED, which


def test_a_token_opens_the_plugin_that_it_names(caller):
    session, _ = caller.handle()
    other = signed(caller.secret, clock.now() + timedelta(minutes=1), "janus", "janus.plugin.echotest")
    answer = caller.ask(session, other, janus="attach", plugin=PLUGIN)
    assert answer["error"]["code"] in (UNAUTHORIZED, 405)
    for plugin in ("janus.plugin.echotest", "janus.plugin.streaming", "janus.plugin.textroom"):
        assert caller.ask(session, caller.good(), janus="attach", plugin=plugin)["janus"] == "error", plugin


def test_a_room_is_entered_with_its_own_token_alone(caller, made):
    now = clock.now()
    good = room_token(caller.secret, made, now)
    bad = {
        "none": {},
        "empty": {"token": ""},
        "garbage": {"token": "garbage"},
        "expired": {"token": room_token(caller.secret, made, now + PAST)},
        "tampered": {"token": good.replace("mroom", "mroom2")},
        "of another room": {"token": room_token(caller.secret, "mother", now)},
        "of another secret": {"token": room_token("x", made, now)},
        "of the core": {"token": core_token(caller.secret, now)},
    }
    for which, token in bad.items():
        answer = caller.join(room=made, **token)
        assert answer.get("error_code") and answer["videoroom"] == "event", (which, answer)
    assert caller.join(room=made, token=good)["videoroom"] == "joined"


def test_rooms_are_made_changed_and_ended_by_us_alone(caller, settings, made):
    for key in ({}, {"admin_key": "guessed"}):
        assert caller.message(request="create", room="mine", **key)["error_code"], key
    for secret in ({}, {"secret": "guessed"}):
        for request, more in (
            ("destroy", {}), ("kick", {"id": "1"}), ("edit", {"new_description": "x"}),
            ("allowed", {"action": "disable"}), ("moderate", {"id": "1", "mid": "0", "mute": True}),
        ):  # fmt: skip
            answer = caller.message(request=request, room=made, **more, **secret)
            assert answer["videoroom"] == "event" and answer["error_code"], (request, answer)
    assert made not in [one["room"] for one in caller.message(request="list")["list"]], "it is private"
    assert Janus(settings).presence(room(made)) == []


def test_the_same_twice_is_the_same_once(settings, made):
    janus = Janus(settings)
    assert janus.ensure(room(made)) == janus.ensure(replace(room(made), title="other")) == {"room": made}
    janus.end(room("mnever"))


def test_with_other_secrets_than_its_own_we_are_told(settings, tmp_path: Path):
    with pytest.raises((Unavailable, Refused)):
        Janus(settings | {"INSTANCE_PATH": tmp_path}).reach()


def test_where_nobody_listens_it_is_unavailable(settings):
    with pytest.raises(Unavailable):
        Janus(settings | {"VIDEO_PORT": three_ports()}).reach()


def test_it_listens_on_loopback_alone(settings):
    outside = media_address(settings)
    assert not outside.startswith("127."), "this machine has no other address"
    for port in (settings["VIDEO_PORT"] + 1, settings["VIDEO_PORT"] + 2):
        with socket.socket() as trial:
            assert trial.connect_ex((outside, port)) != 0
