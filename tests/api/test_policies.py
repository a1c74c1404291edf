"""Policies, special days, blackouts, refusals and resources, as staff set them by JSON."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.extensions import db
from booking.models import Blackout, Refusal, Resource, SpecialDay
from tests.api.conftest import body
from tests.factories import span
from tests.held import held


@pytest.fixture
def room(api) -> int:
    found = db.session.scalar(select(Resource.id).filter_by(slug="room"))
    db.session.rollback()
    return found


def patch(api, path, body, who="staff"):
    return api.client.patch(f"/api/v1{path}", json=body, headers=api.headers(who, {}))


def test_what_a_resource_says_itself_and_what_falls_through(api, room):
    told = api.get(f"/resources/{room}/policy", "staff").json
    assert (told["own"]["setup_time"], told["own"]["grid"]) == ("PT15M", None)
    assert (told["in_force"]["grid"], told["in_force"]["offer_for"]) == ("PT15M", "PT4H")
    assert told["set_by"]["setup_time"] == "room" and told["set_by"]["grid"] == "centre"
    assert told["set_by"]["offer_for"] == "" and told["resources"] == ["room"]
    assert set(told["own"]) == set(told["in_force"]) == set(told["set_by"])


def test_a_patch_changes_only_what_it_names(api, room):
    quota = {"whose": "company", "measure": "hours", "per": "week", "most": 6}
    wanted = {"max_duration": "PT90M", "max_notice": "P60D", "quotas": [quota], "recurring": False}
    answer = patch(api, f"/resources/{room}/policy", wanted)
    assert answer.status_code == 200, answer.text
    own = answer.json["own"]
    assert own["max_duration"] == "PT1H30M" and own["max_notice"] == "PT1440H" and own["quotas"] == [quota]
    assert own["recurring"] is False and own["setup_time"] == "PT15M"
    assert answer.json["hits"] == {"count": 0, "items": []}
    assert patch(api, f"/resources/{room}/policy", {"setup_time": None}).json["own"]["setup_time"] is None
    assert patch(api, "/policy", {"grid": "PT30M"}).json["in_force"]["grid"] == "PT30M"
    assert api.get(f"/resources/{room}/policy", "staff").json["in_force"]["grid"] == "PT30M"


def test_a_preview_tells_what_would_be_refused_and_changes_nothing(api, room):
    booking = held(span(2, "10:00", "12:00"), who="kim@example.kr", title="Fair")
    wish = {"max_duration": "PT1H", "preview": True}
    told = patch(api, f"/resources/{room}/policy", wish).json
    assert told["hits"]["count"] == 1 and told["own"]["max_duration"] == "PT1H"
    [hit] = told["hits"]["items"]
    assert (hit["reservation"], hit["title"], hit["spaces"]) == (booking, "Fair", ["room"])
    assert (hit["starts_at"], hit["contact"]["email"]) == ("2026-12-02T01:00:00Z", "kim@example.kr")
    assert [(r["code"], r["setting"]) for r in hit["rules"]] == [("too_long", "max_duration")]
    assert hit["rules"][0]["detail"].endswith("1 hour.")
    assert api.get(f"/resources/{room}/policy", "staff").json["own"]["max_duration"] is None


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"grid": "15"}, "grid", "not_a_duration"),
        ({"grid": "P1M"}, "grid", "not_a_duration"),
        ({"grid": "PT"}, "grid", "not_a_duration"),
        ({"grid": 15}, "grid", "not_a_duration"),
        ({"grid": "PT0S"}, "grid", "span_not_between"),
        ({"grid": "PT20S"}, "grid", "span_not_between"),
        ({"grid": "PT90S"}, "grid", "whole_minutes"),
        ({"approval": "perhaps"}, "approval", "unknown_answer"),
        ({"recurring": "yes"}, "recurring", "not_yes_or_no"),
        ({"deputy_id": 2**40}, "deputy_id", "not_a_number"),
        ({"bookable_companies": ["x"]}, "bookable_companies.0", "not_a_number"),
        ({"quotas": [{"whose": "company"}]}, "quotas.0.measure", "missing"),
        ({"opening_hours": []}, "opening_hours", "not_an_object"),
        ({"opening_hours": {"1": "9-17"}}, "opening_hours.1", "not_hours"),
        ({"opening_hours": {"seasons": 1}}, "opening_hours.seasons", "too_many_items"),
        ({"opening_hours": {"seasons": [1]}}, "opening_hours.seasons.0", "not_a_season"),
        ({"nonsense": 1}, "nonsense", "unknown_field"),
    ],
)
def test_what_cannot_be_set(api, room, values, field, code):
    refused = patch(api, f"/resources/{room}/policy", values)
    assert refused.status_code == 422, refused.text
    assert (field, code) in {(e["field"], e["code"]) for e in refused.json["errors"]}


@pytest.mark.parametrize("who, status", [("own", 403), ("admin", 200), (None, 401)])
def test_only_staff(api, room, who, status):
    for path in ("/policy", f"/resources/{room}/policy", "/special-days", "/blackouts", "/refusals"):
        assert api.get(path, who).status_code == status, path
    for path in ("/policy", f"/resources/{room}/policy", f"/resources/{room}"):
        assert patch(api, path, {}, who).status_code == status, path


def test_a_resource_that_is_not_there(api):
    for path in ("/resources/99999/policy", "/resources/99999"):
        assert patch(api, path, {}).status_code == 404
    assert api.get("/resources/99999/policy", "staff").status_code == 404


def test_special_days(api, room):
    day = {"resource": "room", "on": "2026-11-03", "open": True, "reason": {"en": "Fair"}}
    day |= {"hours": [["09:00", "12:00"]]}
    assert api.post("/special-days", day | {"hours": "9-12"}, "staff").status_code == 422
    made = api.post("/special-days", day, "staff")
    assert made.status_code == 201 and made.json == day | {"id": made.json["id"]}
    whole = api.post("/special-days", {"on": "2026-12-29", "open": False}, "staff").json
    assert whole["resource"] is None
    listed = api.get("/special-days", "staff").json["items"]
    assert [row["id"] for row in listed] == [whole["id"], made.json["id"]]
    assert api.post("/special-days", day, "staff").json["errors"][0]["code"] == "twice"
    assert api.delete(f"/special-days/{made.json['id']}", "staff").status_code == 204
    assert api.delete(f"/special-days/{made.json['id']}", "staff").status_code == 404
    assert api.delete(f"/special-days/{whole['id']}", "own").status_code == 403
    assert len(db.session.scalars(select(SpecialDay)).all()) == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"on": "2026-02-30"}, "impossible_time"),
        ({"on": "20261103"}, "not_a_day"),
        ({"on": "1900-01-01"}, "out_of_range"),
        ({"resource": "nowhere"}, "unknown_space"),
        ({"open": 1}, "not_yes_or_no"),
        ({"reason": {"xx": "?"}}, "unknown_answer"),
    ],
)
def test_a_day_that_is_none(api, values, code):
    refused = api.post("/special-days", {"on": "2026-11-03", "open": True} | values, "staff")
    assert refused.status_code == 422 and refused.json["errors"][0]["code"] == code


def test_blackouts(api):
    booking = held(span(2, "10:00", "11:00"))
    dark = {"starts_at": "2026-12-02T10:30:00+09:00", "ends_at": "2026-12-02T12:00:00+09:00"}
    looked = api.post("/blackouts", dark | {"resource": "room", "preview": True}, "staff")
    assert (looked.status_code, looked.json["ids"], looked.json["hits"]["count"]) == (200, [], 1)
    made = api.post("/blackouts", dark | {"resource": "hall", "with_parts": True}, "staff")
    assert (made.status_code, len(made.json["ids"]), made.json["hits"]["count"]) == (201, 3, 0)
    centre = api.post("/blackouts", dark | {"reason": {"en": "Fire drill"}}, "staff").json
    assert [hit["reservation"] for hit in centre["hits"]["items"]] == [booking]
    first = api.get("/blackouts?limit=1", "staff").json
    [row] = first["items"]
    assert (row["id"], row["resource"], row["reason"]) == (centre["ids"][0], None, {"en": "Fire drill"})
    assert row["starts_at"] == "2026-12-02T01:30:00Z" and first["next"]
    refused = api.post("/reservations", body(2, "11:00", "11:30"))
    assert "closed" in {error["code"] for error in refused.json["errors"]}
    assert api.delete(f"/blackouts/{row['id']}", "staff").status_code == 204
    db.session.rollback()
    assert len(db.session.scalars(select(Blackout)).all()) == 3
    assert api.delete(f"/blackouts/{made.json['ids'][2]}", "staff").status_code == 204  # with whole and parts
    db.session.rollback()
    assert db.session.scalars(select(Blackout)).all() == []
    backwards = {"starts_at": dark["ends_at"], "ends_at": dark["starts_at"]}
    assert api.post("/blackouts", backwards, "staff").json["errors"][0]["code"] == "ends_before_start"


def test_refusals_say_which_rule_decided(api, room):
    patch(api, f"/resources/{room}/policy", {"max_duration": "PT1H"})
    assert api.post("/reservations", body(2, "10:00", "12:00"), "stranger").status_code == 422
    [row] = api.get("/refusals", "staff").json["items"]
    assert (row["actor_name"], row["door"], row["code"]) == ("kim", "api", "policy")
    assert row["request"]["starts_at"] == "2026-12-02T01:00:00+00:00"
    [rule] = row["rules"]
    assert rule == {
        "code": "too_long", "resource": "room", "setting": "max_duration", "set_by": "room",
        "detail": "The longest booking is 1 hour.",
    }  # fmt: skip
    assert db.session.scalars(select(Refusal)).one().rules[0]["values"] == {
        "max_duration": {"seconds": int(timedelta(hours=1).total_seconds())}
    }


def test_a_resource_goes_out_of_service(api, room):
    booking = held(span(2, "10:00", "11:00"))
    named = patch(api, f"/resources/{room}", {"names": {"en": "Red room"}, "capacity": 6})
    assert named.json == {"count": 0, "items": []}
    told = patch(api, f"/resources/{room}", {"active": False})
    assert [hit["reservation"] for hit in told.json["items"]] == [booking]
    assert api.post("/reservations", body(3)).json["errors"][0]["code"] == "unknown_space"
    wrong = patch(api, f"/resources/{room}", {"capacity": 0, "slug": "x"})
    assert wrong.status_code == 422
