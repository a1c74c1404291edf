"""What becomes of each frame of a page, without any server."""

import json
from datetime import UTC, datetime

import pytest

from booking.relay.forcing import NotAllowed, forced
from booking.rules.meetings import Entry

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def entry(role: str) -> Entry:
    return Entry(7, 1, "mroom", "李", role, "商談", NOW, NOW, NOW, NOW, 12)


def sent(said: dict, role: str = "presenter") -> dict:
    return json.loads(forced(said, entry(role), "secret", NOW))


def message(**body) -> dict:
    return {"janus": "message", "transaction": "t", "session_id": 1, "handle_id": 2, "body": body}


def test_only_what_is_known_goes_on():
    frame = sent({**message(request="start"), "apisecret": "x", "admin_secret": "y", "token": "z"})
    assert set(frame) == {"janus", "transaction", "session_id", "handle_id", "body", "token"}
    assert frame["token"].startswith("1796083260,janus,janus.plugin.videoroom:")


def test_room_name_and_number_are_forced():
    body = sent(message(request="join", ptype="publisher", room="x", id="1", display="Y", token="Z"))["body"]
    token = body.pop("token")
    assert body == {"request": "join", "ptype": "publisher", "room": "mroom", "id": "7", "display": "李"}
    assert ",janus.plugin.videoroom,room=mroom:" in token
    assert sent(message(request="join", screen=True))["body"]["id"] == "7-screen"
    watching = sent(message(request="join", ptype="subscriber", streams=[{"feed": "9"}], room="x"))["body"]
    assert (watching["room"], watching["streams"]) == ("mroom", [{"feed": "9"}])


@pytest.mark.parametrize(
    "request_", ["publish", "configure", "unpublish", "kick", "create", "moderate", 5, None]
)
def test_a_viewer_says_nothing_else(request_):
    with pytest.raises(NotAllowed):
        sent(message(request=request_), "viewer")


def test_an_offer_goes_with_publishing_alone():
    offer, answer = {"type": "offer", "sdp": ""}, {"type": "answer", "sdp": ""}
    assert sent({**message(request="publish"), "jsep": offer})["jsep"] == offer
    assert sent({**message(request="start"), "jsep": answer}, "viewer")["jsep"] == answer
    for wrong in ({"type": "offer"}, {"type": "pranswer"}, "offer", [], {}):
        with pytest.raises(NotAllowed):
            sent({**message(request="start"), "jsep": wrong})


@pytest.mark.parametrize("operation", ["claim", "info", "ping", "", None, 1, [], {}])
def test_no_other_operation(operation):
    with pytest.raises(NotAllowed):
        sent({"janus": operation})
