"""What a page says to Janus, and what the relay says in its place."""

import json
from datetime import UTC, datetime

import pytest

from booking.relay.forcing import NotAllowed, forced
from booking.rules.meetings import HOST, PRESENTER, VIEWER, Entry
from booking.video.janus_tokens import core_token, room_token

NOW = datetime(2027, 1, 4, tzinfo=UTC)
OFFER, ANSWER = {"type": "offer", "sdp": "v=0"}, {"type": "answer", "sdp": "v=0"}


def entry(role: str = PRESENTER) -> Entry:
    return Entry(7, 3, "mroom", "李", role, "商談", NOW, NOW, NOW, NOW, 12)


def sent(said, role: str = PRESENTER):
    return json.loads(forced(said, entry(role), "secret", NOW))


def message(request, role: str = PRESENTER, jsep=None, **body):
    frame = {"janus": "message", "session_id": 1, "handle_id": 2, "body": {"request": request, **body}}
    return sent(frame | ({"jsep": jsep} if jsep is not None else {}), role)


def test_each_frame_has_our_token_whatever_the_page_sends():
    for token in ("forged", None, ["x"]):
        assert sent({"janus": "keepalive", "session_id": 1, "token": token})["token"] == core_token(
            "secret", NOW
        )


def test_nothing_else_goes_through():
    frame = {
        "janus": "create",
        "transaction": "t",
        "apisecret": "a",
        "id": 5,
        "session_id": 9,
        "opaque_id": "o",
    }
    assert set(sent(frame)) == {"janus", "transaction", "token"}


@pytest.mark.parametrize("transaction", [5, None, {"a": 1}, "x" * 100])
def test_a_transaction_is_a_short_text(transaction):
    assert len(sent({"janus": "create", "transaction": transaction})["transaction"]) <= 64


@pytest.mark.parametrize(
    "operation", ["claim", "info", "ping", "add_token", "list_sessions", "", None, 5, [], {}]
)
def test_other_operations_are_refused(operation):
    with pytest.raises(NotAllowed):
        sent({"janus": operation})


def test_the_plugin_is_ours():
    attached = sent({"janus": "attach", "session_id": 1, "plugin": "janus.plugin.streaming"})
    assert attached["plugin"] == "janus.plugin.videoroom"


def test_name_room_and_token_of_a_join_are_ours():
    body = message("join", ptype="publisher", room="other", id="1", display="佐藤", token="x", secret="s")[
        "body"
    ]
    assert body == {
        "request": "join", "room": "mroom", "ptype": "publisher", "id": "7", "display": "李",
        "token": room_token("secret", "mroom", NOW),
    }  # fmt: skip


def test_a_screen_is_somebody_of_its_own():
    assert message("join", screen=True)["body"]["id"] == "7-screen"
    assert message("join", screen="-666")["body"]["id"] == "7", "only yes or no"


def test_who_subscribes_names_what_they_want_to_see():
    body = message("join", VIEWER, ptype="subscriber", streams=[{"feed": "8"}], room="other", id="8")["body"]
    assert (body["room"], body["streams"]) == ("mroom", [{"feed": "8"}]) and "id" not in body


@pytest.mark.parametrize(
    "request_", ["create", "destroy", "edit", "kick", "moderate", "allowed", "list", "listparticipants",
                 "joinandconfigure", "rtp_forward", "record", "enable_recording", "exists", "switch",
                 None, 5, [], {}]
)  # fmt: skip
@pytest.mark.parametrize("role", [HOST, PRESENTER, VIEWER])
def test_nobody_asks_for_more_than_a_meeting_needs(request_, role):
    with pytest.raises(NotAllowed):
        message(request_, role)


@pytest.mark.parametrize("request_", ["publish", "configure", "unpublish"])
def test_who_speaks_may_publish_and_a_viewer_not(request_):
    assert message(request_, jsep=OFFER if request_ != "unpublish" else None)["body"]["request"] == request_
    with pytest.raises(NotAllowed):
        message(request_, VIEWER)


@pytest.mark.parametrize(
    "request_", ["join", "start", "pause", "leave", "subscribe", "unsubscribe", "update"]
)
@pytest.mark.parametrize("role", [HOST, PRESENTER, VIEWER])
def test_an_offer_comes_with_what_publishes_alone(request_, role):
    for jsep in (OFFER, {"type": "pranswer"}, {"type": ["offer"]}, {}, "offer", 5):
        with pytest.raises(NotAllowed):
            message(request_, role, jsep)
    assert message(request_, role, ANSWER)["jsep"] == ANSWER


def test_a_body_that_is_none_is_refused():
    for body in (None, [], "join", 5):
        with pytest.raises(NotAllowed):
            sent({"janus": "message", "session_id": 1, "handle_id": 2, "body": body})


def test_of_a_body_what_is_not_known_stays_behind():
    body = message("configure", bitrate=1, filename="/etc/x", record=True, secret="s", display="佐藤")["body"]
    assert body == {"request": "configure", "bitrate": 1}
