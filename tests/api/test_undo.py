"""Undo and restoration in JSON."""

from datetime import timedelta

import pytest
import time_machine

from tests.api.conftest import body
from tests.factories import NOW


@pytest.fixture
def settings_of_app():
    return {"UNDO_FOR": "60"}


@pytest.fixture
def number(api, strict_approval) -> int:
    made = api.post("/reservations", body()).json["id"]
    with time_machine.travel(NOW + timedelta(seconds=1), tick=False):
        assert api.post(f"/reservations/{made}/approval", {"decision": "approve"}, "staff").status_code == 200
    return made


def later(seconds: int):
    return time_machine.travel(NOW + timedelta(seconds=seconds), tick=False)


def test_undo(api, number):
    at = f"/reservations/{number}"
    with later(30):
        tag = api.get(at, "staff").headers["ETag"]
        assert api.post(f"{at}/undo", {}).status_code == 403
        stale = api.post(f"{at}/undo", {}, "staff", If_Match='"1-1"')
        assert (stale.status_code, stale.json["code"]) == (412, "stale")
        undone = api.post(f"{at}/undo", {}, "staff", If_Match=tag)
        assert (undone.status_code, undone.json["status"]) == (200, "tentative")
        assert undone.headers["ETag"] != tag
        again = api.post(f"{at}/undo", {}, "staff")
        assert (again.status_code, again.json["code"]) == (409, "wrong_state")
    entries = api.get(f"/audit?reservation={number}", "staff").json["items"]
    assert [(e["action"], e["rule"]) for e in entries][:2] == [("undo", "approve"), ("approve", "staff")]


def test_too_late(api, number):
    with later(61):
        refused = api.post(f"/reservations/{number}/undo", {}, "staff")
    assert (refused.status_code, refused.json["code"]) == (409, "nothing_to_undo")
    assert api.post(f"/reservations/{number}/undo", {"when": "now"}, "staff").status_code == 422


def test_restoration(api, number):
    at = f"/reservations/{number}"
    assert api.post(f"{at}/restoration", {}).json["code"] == "nothing_to_restore"
    assert api.post(f"{at}/cancellation", {}).json["status"] == "cancelled"
    made = api.post(f"{at}/restoration", {})
    assert (made.status_code, made.json["status"], made.json["continues"]) == (201, "tentative", number)
    assert made.headers["Location"] == f"/api/v1/reservations/{made.json['id']}"
    taken = api.post(f"{at}/restoration", {})
    assert (taken.status_code, taken.json["code"]) == (409, "slot_taken")
    for who, status in (("colleague", 403), ("stranger", 404), (None, 401)):
        assert api.post(f"{at}/restoration", {}, who).status_code == status
