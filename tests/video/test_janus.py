"""Janus spoken to directly, past our relay: what it refuses by itself."""

import json
import secrets
from datetime import timedelta
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from booking import clock
from booking.video.janus import Janus
from booking.video.janus_setup import http_url, kept_secrets
from booking.video.janus_tokens import PLUGIN, core_token, room_token, signed
from tests import factories
from tests.relay.stage import LI, Page, booked, relay, spec, ticket

FORBIDDEN, UNAUTHORIZED, NOT_OURS = 403, 433, (429, 433)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def settings_of_app():
    return {"VIDEO_PROVIDER": "janus"}


@pytest.fixture
def known(app, janus):
    """Its secrets, while it runs and a room of ours is there."""
    factories.house()
    booked()
    with relay(app):
        Page(app, ticket(app, LI)).join()
        yield kept_secrets(app.config)


class Direct:
    def __init__(self, app, token: str):
        self.url, self.token = http_url(app.config), token

    def say(self, path: str = "", **said):
        body = {**said, "transaction": secrets.token_hex(6)} | ({"token": self.token} if self.token else {})
        with urlopen(Request(self.url + path, json.dumps(body).encode()), timeout=5) as answer:
            return json.load(answer)

    def handle(self) -> str:
        session = self.say(janus="create")["data"]["id"]
        return f"/{session}/{self.say(f'/{session}', janus='attach', plugin=PLUGIN)['data']['id']}"

    def asks(self, **body) -> dict:
        return self.say(self.handle(), janus="message", body=body)["plugindata"]["data"]

    def joins(self, **body) -> dict:
        """Answered by an event, which is fetched."""
        path = self.handle()
        self.say(path, janus="message", body={"request": "join", "ptype": "publisher", **body})
        session = path.split("/")[1]
        while True:
            with urlopen(f"{self.url}/{session}?token={quote(self.token)}&maxev=1", timeout=35) as answer:
                said = json.load(answer)
            said = said[0] if isinstance(said, list) else said
            if said["janus"] == "event":
                return said["plugindata"]["data"]


def test_without_a_token_of_ours_it_does_nothing(app, known):
    now = clock.now()
    wrong = {
        "none": "",
        "garbage": "garbage",
        "expired": core_token(known.token_secret, now - timedelta(hours=1)),
        "forged": core_token("another secret", now),
        "of another plugin": signed(
            known.token_secret, now + timedelta(minutes=1), "janus", "janus.plugin.sip"
        ),
    }
    for name, token in wrong.items():
        direct = Direct(app, token)
        answer = direct.say(janus="create")
        if answer["janus"] == "success":  # its token is sound: it is told at the plugin
            answer = direct.say(f"/{answer['data']['id']}", janus="attach", plugin=PLUGIN)
        assert answer["error"]["code"] in (FORBIDDEN, 405), name


def test_a_room_is_entered_with_its_own_token_only(app, known):
    now, room = clock.now(), spec().ref
    direct = Direct(app, core_token(known.token_secret, now))
    good = room_token(known.token_secret, room, now)
    until, rest = good.split(",", 1)
    wrong = {
        "none": {},
        "garbage": {"token": "garbage"},
        "expired": {"token": room_token(known.token_secret, room, now - timedelta(hours=1))},
        "of another room": {"token": room_token(known.token_secret, "another", now)},
        "forged": {"token": room_token("another secret", room, now)},
        "made to last": {"token": f"{int(until) + 3600},{rest}"},
    }
    for name, token in wrong.items():
        assert direct.joins(room=room, **token)["error_code"] == UNAUTHORIZED, name
    assert direct.joins(room=room, token=good)["videoroom"] == "joined", "so it was the token"


def test_nobody_makes_or_ends_rooms_without_our_keys(app, known):
    direct, room = Direct(app, core_token(known.token_secret, clock.now())), spec().ref
    assert direct.asks(request="create", room="mine")["error_code"] in NOT_OURS
    assert direct.asks(request="create", room="mine", admin_key="guessed")["error_code"] in NOT_OURS
    for request in ("destroy", "edit", "kick"):
        assert direct.asks(request=request, room=room, id="1", secret="guessed")["error_code"] in NOT_OURS
    assert [one["room"] for one in direct.asks(request="list")["list"]] == [], "ours is private"
    assert Janus(app.config).presence(spec()) is not None


def test_what_is_written_for_it_is_for_us_alone(app, known):
    folder = app.config["INSTANCE_PATH"] / "video"
    files = [folder / "secrets.json", *(folder / "janus").iterdir()]
    assert len(files) >= 5 and {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}


def test_made_twice_and_ended_twice_is_once(app, known):
    janus, meeting = Janus(app.config), spec()
    assert janus.ensure(meeting) == janus.ensure(meeting) == {"room": meeting.ref}
    janus.end(meeting)
    janus.end(meeting)
    assert janus.presence(meeting) == []
