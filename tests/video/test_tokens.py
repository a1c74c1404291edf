"""What is signed for Janus and for TURN, by the algorithms that they have."""

import base64
import hmac
from datetime import UTC, datetime

from booking.video.janus_tokens import core_token, room_token
from booking.video.turn import ice_servers

NOW = datetime(2027, 1, 4, 0, 0, tzinfo=UTC)
AT = 1_799_020_800  # the same in seconds


def sha1(secret: str, said: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), said.encode(), "sha1").digest()).decode()


def test_a_core_token_names_the_plugin_and_ends_in_a_minute():
    said = f"{AT + 60},janus,janus.plugin.videoroom"
    assert core_token("s", NOW) == f"{said}:{sha1('s', said)}"


def test_a_room_token_names_its_room():
    said = f"{AT + 60},janus.plugin.videoroom,room=m1"
    assert room_token("s", "m1", NOW) == f"{said}:{sha1('s', said)}"


def test_the_word_for_turn_lasts_half_a_day():
    urls = ["turn:turn.example.org:3478", "turns:turn.example.org:5349?transport=tcp"]
    (server,) = ice_servers({"TURN_URLS": urls, "TURN_SECRET": "shared"}, NOW)
    assert server == {
        "urls": urls,
        "username": str(AT + 12 * 3600),
        "credential": sha1("shared", str(AT + 12 * 3600)),
    }
    assert "shared" not in str(server)


def test_without_turn_none_is_named():
    assert ice_servers({"TURN_URLS": [], "TURN_SECRET": ""}, NOW) == []
