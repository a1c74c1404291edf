"""What a page may say to Janus, by its role, and what we say in its place: the page has no token and chooses
neither room nor name."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from booking.rules.meetings import VIEWER, Entry
from booking.video.janus_tokens import PLUGIN, core_token, room_token

Frame = dict[str, Any]
OPERATIONS = {
    "create": (), "attach": ("session_id",), "message": ("session_id", "handle_id", "jsep"),
    "trickle": ("session_id", "handle_id", "candidate", "candidates"), "keepalive": ("session_id",),
    "detach": ("session_id", "handle_id"), "hangup": ("session_id", "handle_id"), "destroy": ("session_id",),
}  # fmt: skip
SEES = {"join", "start", "pause", "leave", "subscribe", "unsubscribe", "update"}
SPEAKS = SEES | {"publish", "unpublish", "configure"}
PUBLISHES = {"publish", "configure"}
_SUBSCRIBING = ("streams", "private_id", "autoupdate", "use_msid")
_IN_BODY = ("streams", "subscribe", "unsubscribe", "audio", "video", "descriptions", "bitrate", "mid", "send")


class NotAllowed(Exception):
    """The reason, for the page's log."""


def forced(said: Mapping[str, Any], entry: Entry, secret: str, now: datetime) -> str:
    """The frame for Janus. `now` by the clock that Janus has. Raises NotAllowed."""
    operation = said.get("janus")
    if not isinstance(operation, str) or operation not in OPERATIONS:
        raise NotAllowed("operation not allowed")
    frame: Frame = {"janus": operation, "transaction": _text(said.get("transaction"), 64)}
    frame |= {key: said[key] for key in OPERATIONS[operation] if key in said}
    if operation == "attach":
        frame["plugin"] = PLUGIN
    if operation == "message":
        frame["body"] = _body(said, entry, secret, now)
    return json.dumps(frame | {"token": core_token(secret, now)})


def _body(said: Mapping[str, Any], entry: Entry, secret: str, now: datetime) -> Frame:
    body = said.get("body")
    wanted = body.get("request") if isinstance(body, dict) else None
    may = SEES if entry.role == VIEWER else SPEAKS
    if not isinstance(body, dict) or not isinstance(wanted, str) or wanted not in may:
        raise NotAllowed(f"not allowed for a {entry.role}")
    _demand_fitting(said.get("jsep"), wanted)
    if wanted != "join":
        return {"request": wanted} | {key: body[key] for key in _IN_BODY if key in body}
    return _join(body, entry) | {"token": room_token(secret, entry.ref, now)}


def _join(body: Frame, entry: Entry) -> Frame:
    where = {"request": "join", "room": entry.ref}
    if body.get("ptype") == "subscriber":
        return where | {"ptype": "subscriber"} | {key: body[key] for key in _SUBSCRIBING if key in body}
    part = "-screen" if body.get("screen") is True else ""
    return where | {"ptype": "publisher", "id": f"{entry.attendance_id}{part}", "display": entry.name}


def _demand_fitting(jsep: Any, wanted: str) -> None:
    """An offer publishes, whatever the request beside it is called: it comes with those alone that may."""
    if jsep is None:
        return
    kind = jsep.get("type") if isinstance(jsep, dict) else None
    if kind != "answer" and not (kind == "offer" and wanted in PUBLISHES):
        raise NotAllowed("this description of a session is not allowed here")


def _text(value: Any, most: int) -> str:
    return value[:most] if isinstance(value, str) else ""
