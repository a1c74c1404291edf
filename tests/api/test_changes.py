"""Approval, return and answer, cancellation; feeds and the audit."""

import pytest

from tests.api.conftest import body


@pytest.fixture
def request_id(api, strict_approval) -> int:
    made = api.post("/reservations", body()).json
    assert (made["status"], made["occurrences"][0]["waiting_for"]) == ("tentative", "staff")
    return made["id"]


def test_return_answer_approve_cancel(api, request_id):
    at = f"/reservations/{request_id}"
    returned = api.post(f"{at}/approval", {"decision": "return", "reason": "Who comes?"}, "staff").json
    meeting = returned["occurrences"][0]
    assert (meeting["waiting_for"], meeting["question"]) == ("applicant", "Who comes?")
    assert meeting["expires_at"] == "2026-12-02T01:00:00Z"
    answered = api.post(f"{at}/answer", {"description": "Two of us"}).json
    assert (answered["description"], answered["occurrences"][0]["waiting_for"]) == ("Two of us", "staff")
    assert api.post(f"{at}/approval", {"decision": "approve"}, "staff").json["status"] == "confirmed"
    again = api.post(f"{at}/approval", {"decision": "approve"}, "staff")
    assert (again.status_code, again.json["code"]) == (409, "wrong_state")
    cancelled = api.post(f"{at}/cancellation", {"reason": "風邪"}).json
    assert cancelled["status"] == "cancelled" and cancelled["occurrences"][0]["claims"] == []
    entries = api.get(f"/audit?reservation={request_id}", "staff").json["items"]
    assert [e["action"] for e in entries] == ["cancel", "approve", "answer", "return", "book"]
    assert {e["door"] for e in entries} == {"api"} and entries[0]["reason"] == "風邪"
    page = api.get(f"/audit?reservation={request_id}&limit=2", "staff").json
    rest = api.get(f"/audit?reservation={request_id}&cursor={page['next']}", "staff").json
    assert page["items"] + rest["items"] == entries


def test_decline(api, request_id):
    declined = api.post(
        f"/reservations/{request_id}/approval", {"decision": "decline", "reason": "no"}, "staff"
    )
    assert declined.json["status"] == "declined" and declined.json["occurrences"][0]["reason"] == "no"
    assert api.post("/reservations", body(), "stranger").status_code == 201


def test_a_request_can_be_withdrawn_without_a_body(api, request_id):
    headers = api.headers("own", {})
    withdrawn = api.client.post(f"/api/v1/reservations/{request_id}/cancellation", headers=headers)
    assert withdrawn.json["status"] == "withdrawn"


@pytest.mark.parametrize(
    "name, wish, field, code",
    [
        ("approval", {}, "decision", "missing"),
        ("approval", {"decision": "maybe"}, "decision", "unknown_answer"),
        ("approval", {"decision": "return"}, "reason", "missing"),
        ("approval", {"decision": "decline", "reason": "\x00"}, "reason", "control_characters"),
        ("approval", {"decision": "decline", "reason": "x" * 1001}, "reason", "too_long_text"),
        ("cancellation", {"reason": 1}, "reason", "not_a_text"),
        ("cancellation", {"when": "now"}, "when", "unknown_field"),
        ("answer", {}, "description", "missing"),
        ("answer", {"description": "a\x00"}, "description", "control_characters"),
        ("answer", {"description": "a", "answers": {"purpose": "fun"}}, "answers.purpose", "answer_unknown"),
    ],
)
def test_wrong_bodies(api, request_id, name, wish, field, code):
    refused = api.post(f"/reservations/{request_id}/{name}", wish, "staff")
    assert refused.status_code == 422
    assert [(e["field"], e["code"]) for e in refused.json["errors"]] == [(field, code)]
    assert api.get(f"/reservations/{request_id}").json["status"] == "tentative"


def test_feeds(api):
    made = api.post("/feeds", {"subject": "space", "space": "room", "name": "電話"}).json
    assert made["url"].startswith("http://localhost/feeds/") and made["url"].endswith(".ics")
    (listed,) = api.get("/feeds").json["items"]
    assert (listed["id"], listed["space"], listed["level"]) == (made["id"], "room", "busy")
    assert made["url"].rsplit("/", 1)[1].removesuffix(".ics") not in api.get("/feeds").text
    assert api.delete(f"/feeds/{made['id']}").status_code == 204
    assert api.get("/feeds").json["items"] == []
    assert api.delete(f"/feeds/{made['id']}").status_code == 404


def test_a_feed_gets_another_address(api):
    made = api.post("/feeds", {"subject": "space", "space": "room", "level": "busy", "name": "電話"}).json
    answer = api.post(f"/feeds/{made['id']}/rotation", {})
    turned = answer.json
    assert answer.status_code == 201 and answer.headers["Cache-Control"] == "no-store"
    assert set(turned) == {"id", "url", "signed_in_url"} and turned["url"] != made["url"]
    old, new = (one["url"].removeprefix("http://localhost") for one in (made, turned))
    assert [api.client.get(path).status_code for path in (old, new)] == [410, 200]
    (listed,) = api.get("/feeds").json["items"]
    same = {"id": turned["id"], "space": "room", "level": "busy", "name": "電話"}
    assert listed == listed | same and listed["signed_in_url"] == turned["signed_in_url"]
    assert api.post(f"/feeds/{made['id']}/rotation", {}).status_code == 404
    assert api.post(f"/feeds/{turned['id']}/rotation", {}, "stranger").status_code == 404
    assert api.client.get(new).status_code == 200


def test_feeds_of_a_company_and_of_all(api):
    made = api.post("/feeds", {"subject": "company"})
    assert made.status_code == 201 and api.get("/feeds").json["items"][-1]["level"] == "full"
    assert api.post("/feeds", {"subject": "all"}).status_code == 403
    assert api.post("/feeds", {"subject": "all", "level": "titles"}, "staff").status_code == 201


def test_feeds_that_are_refused(api):
    assert api.post("/feeds", {"subject": "space", "space": "room", "level": "full"}).status_code == 403
    assert (
        api.post("/feeds", {"subject": "space", "space": "room", "level": "full"}, "staff").status_code == 201
    )
    for wish, code in (
        ({"subject": "space", "space": "attic"}, "unknown_space"),
        ({"subject": "none"}, "unknown_answer"),
        ({"subject": "me", "level": "all"}, "unknown_answer"),
        ({"subject": "me", "name": "x\x00"}, "control_characters"),
    ):
        refused = api.post("/feeds", wish)
        assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, code)
