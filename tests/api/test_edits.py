"""PATCH /reservations/{id}: one date, this and following, all; what it tells before; If-Match; approval."""

import pytest
from sqlalchemy import select, update

from booking.extensions import db
from booking.models import Policy, Resource
from tests.api.conftest import body
from tests.api.test_booking import counts
from tests.api.test_series import WEDNESDAYS, WEEKLY, dates


def span(day: int, begins: str, ends: str) -> dict[str, str]:
    return {name: body(day, begins, ends)[name] for name in ("starts_at", "ends_at")}


@pytest.fixture
def series(api) -> int:
    guest = [{"email": "kim@example.kr"}]
    return api.post("/reservations", body(rrule=WEEKLY, attendees=guest)).json["id"]


def needs_approval() -> None:
    db.session.execute(update(Policy).values(approval="always"))
    db.session.commit()


def starts(told) -> list[str]:
    return [o["starts_at"][5:16] for o in told["occurrences"] if o["status"] in ("confirmed", "tentative")]


def test_words_and_people_of_a_single_booking(api):
    made = api.post("/reservations", body(headcount=2, description="one"))
    at = f"/reservations/{made.json['id']}"
    wish = {
        "title": "商談", "description": "two", "headcount": 5, "answers": {"purpose": "talks"}, "video": True,
        "attendees": [{"email": "li@example.tw", "locale": "zh_Hant"}],
    }  # fmt: skip
    changed = api.patch(at, wish)
    assert changed.status_code == 200, changed.text
    told = changed.json
    assert (told["title"], told["description"], told["headcount"], told["video"]) == ("商談", "two", 5, True)
    assert [a["email"] for a in told["attendees"]] == ["sato@example.jp", "li@example.tw"]
    assert (told["changes"], told["asked"], told["split"]) == ([], False, False)
    assert changed.headers["ETag"] != made.headers["ETag"]
    assert changed.headers["ETag"] == api.get(at).headers["ETag"]
    plain = {name: value for name, value in told.items() if name not in ("changes", "asked", "split")}
    assert api.get(at).json == plain
    assert [a["email"] for a in api.patch(at, {"attendees": []}).json["attendees"]] == ["sato@example.jp"]
    assert api.patch(at, {"headcount": 0}).status_code == 422
    assert api.patch(at, {"headcount": None}).json["headcount"] is None


def test_time_space_and_equipment_of_a_single_booking(api):
    at = f"/reservations/{api.post('/reservations', body()).json['id']}"
    told = api.patch(at, span(3, "13:00", "14:30") | {"space": "hall", "equipment": {"projector": 2}}).json
    (date,) = told["occurrences"]
    assert (told["space"], date["spaces"], date["recurrence_id"]) == ("hall", ["hall"], "2026-12-03T13:00:00")
    assert (date["starts_at"], date["ends_at"]) == ("2026-12-03T04:00:00Z", "2026-12-03T05:30:00Z")
    assert date["units"] == ["projector-1", "projector-2"]
    assert told["changes"] == [
        {
            "recurrence_id": "2026-12-03T13:00:00",
            "what": "moved",
            "was": {"starts_at": "2026-12-02T01:00:00Z", "ends_at": "2026-12-02T02:00:00Z"},
            "becomes": {"starts_at": "2026-12-03T04:00:00Z", "ends_at": "2026-12-03T05:30:00Z"},
            "conflicts": [],
            "errors": [],
        }
    ]
    assert api.patch(at, {"spaces": ["room", "hall"]}).json["spaces"] == ["room", "hall"]


def test_one_date_moves_alone(api, series):
    at = f"/reservations/{series}?scope=one&recurrence_id={WEDNESDAYS[1]}"
    told = api.patch(at, span(10, "13:00", "14:00") | {"space": "hall", "title": "Special"}).json
    assert starts(told) == ["12-02T01:00", "12-10T04:00", "12-16T01:00", "12-23T01:00"]
    moved = told["occurrences"][1]
    assert (moved["recurrence_id"], moved["spaces"], moved["by_hand"]) == (WEDNESDAYS[1], ["hall"], True)
    assert [o["title"] for o in told["occurrences"]] == ["사업 협의", "Special", "사업 협의", "사업 협의"]
    assert [(c["recurrence_id"], c["what"]) for c in told["changes"]] == [(WEDNESDAYS[1], "moved")]
    assert (told["space"], told["title"]) == ("room", "사업 협의")
    refused = api.patch(at, {"description": "x", "rrule": "FREQ=DAILY;COUNT=2"})
    assert {(e["field"], e["code"]) for e in refused.json["errors"]} == {
        ("description", "only_whole_series"), ("rrule", "only_whole_series"),
    }  # fmt: skip


def test_all_dates_move_along_by_the_wall_clock(api, series):
    told = api.patch(f"/reservations/{series}?scope=all", span(3, "15:00", "16:00")).json
    assert starts(told) == ["12-03T06:00", "12-10T06:00", "12-17T06:00", "12-24T06:00"]
    assert (told["split"], told["dtstart"], told["id"]) == (False, "2026-12-03T15:00:00", series)
    assert [c["what"] for c in told["changes"]] == ["moved"] * 4


def test_this_and_following_go_on_under_another_id(api, series):
    at = f"/reservations/{series}?scope=following&recurrence_id={WEDNESDAYS[2]}"
    changed = api.patch(at, span(17, "10:00", "11:00"))
    told = changed.json
    assert told["split"] and told["id"] != series and told["continues"] == series
    assert starts(told) == ["12-17T01:00", "12-24T01:00"]
    assert [a["email"] for a in told["attendees"]] == ["sato@example.jp", "kim@example.kr"]
    assert starts(api.get(f"/reservations/{series}").json) == ["12-02T01:00", "12-09T01:00"]
    assert changed.headers["ETag"] == api.get(f"/reservations/{told['id']}").headers["ETag"]


def test_another_rule_adds_and_removes_dates(api, series):
    told = api.patch(f"/reservations/{series}", {"rrule": "FREQ=WEEKLY;COUNT=3;BYDAY=WE,FR"}).json
    what = [(c["recurrence_id"][:10], c["what"]) for c in told["changes"]]
    assert what == [("2026-12-04", "added"), ("2026-12-16", "removed"), ("2026-12-23", "removed")]
    assert told["changes"][0]["was"] is None and told["changes"][1]["becomes"] is None
    left = api.patch(f"/reservations/{series}", {"exdates": ["2026-12-04T10:00:00"]}).json
    assert [(c["recurrence_id"][:10], c["what"]) for c in left["changes"]] == [("2026-12-04", "removed")]


def test_what_was_changed_by_hand_stays_unless_it_is_to_move_along(api, series):
    api.patch(f"/reservations/{series}?scope=one&recurrence_id={WEDNESDAYS[1]}", span(10, "13:00", "14:00"))
    kept = api.patch(f"/reservations/{series}", span(2, "11:00", "12:00")).json
    assert starts(kept) == ["12-02T02:00", "12-10T04:00", "12-16T02:00", "12-23T02:00"]
    reset = api.patch(f"/reservations/{series}", {"reset_by_hand": True}).json
    assert starts(reset) == ["12-02T02:00", "12-09T02:00", "12-16T02:00", "12-23T02:00"]


def test_a_preview_tells_date_by_date_and_keeps_nothing(api, series):
    assert api.post("/reservations", body(9, "13:00", "14:00"), "stranger").status_code == 201
    before, tag = counts(), api.get(f"/reservations/{series}").headers["ETag"]
    wish = span(2, "13:00", "14:00") | {"preview": True}
    tried = api.patch(f"/reservations/{series}", wish)
    assert tried.status_code == 200 and "ETag" not in tried.headers
    assert [c["what"] for c in tried.json["changes"]] == ["moved", "stays", "moved", "moved"]
    clash = tried.json["changes"][1]
    assert clash["becomes"] == clash["was"] and clash["conflicts"] == [
        {"resource": "room", "starts_at": "2026-12-09T03:45:00Z", "ends_at": "2026-12-09T05:00:00Z"}
    ]
    late = api.patch(f"/reservations/{series}", span(2, "19:00", "20:00") | {"preview": True}).json
    assert [[e["code"] for e in c["errors"]] for c in late["changes"]] == [["outside_opening_hours"]] * 4
    assert counts() == before and api.get(f"/reservations/{series}").headers["ETag"] == tag


def test_a_clash_of_a_series_is_refused_or_stays_where_it_is(api, series):
    assert api.post("/reservations", body(9, "13:00", "14:00"), "stranger").status_code == 201
    wish = span(2, "13:00", "14:00")
    refused = api.patch(f"/reservations/{series}", wish)
    assert (refused.status_code, refused.json["code"]) == (409, "slot_taken")
    assert [(c["recurrence_id"], c["resource"]) for c in refused.json["conflicts"]] == [
        ("2026-12-09T13:00:00", "room")
    ]
    assert refused.json["alternatives"] == [{"on_conflict": "skip"}]
    told = api.patch(f"/reservations/{series}", wish | refused.json["alternatives"][0]).json
    assert starts(told) == ["12-02T04:00", "12-09T01:00", "12-16T04:00", "12-23T04:00"]
    assert [c["what"] for c in told["changes"]] == ["moved", "stays", "moved", "moved"]


@pytest.mark.parametrize("scope", ["", "?scope=one&recurrence_id=2026-12-09T10:00"])
def test_alternatives_of_one_date_can_be_sent_as_they_are(api, scope):
    wish = body(9, rrule="FREQ=WEEKLY;COUNT=2") if scope else body(9)
    made = api.post("/reservations", wish)
    assert api.post("/reservations", body(10), "stranger").status_code == 201
    at = f"/reservations/{made.json['id']}{scope}"
    for wish in (span(10, "10:00", "11:00"), span(10, "07:00", "08:00")):
        refused = api.patch(at, wish)
        assert refused.status_code == (409 if "10:00" in wish["starts_at"] else 422)
        assert len(refused.json["alternatives"]) > 1
        for other in refused.json["alternatives"]:
            tried = api.patch(at, wish | other | {"preview": True})
            assert [c["what"] for c in tried.json["changes"]] == ["moved"], (other, tried.text)
    assert api.patch(at, wish | refused.json["alternatives"][0]).status_code == 200


def test_if_match(api, series):
    at = f"/reservations/{series}"
    tag = api.get(at).headers["ETag"]
    assert tag.startswith('"') and tag.endswith('"')
    for condition in ('"0-0"', f"W/{tag}", '"x"', "", '"', f'"{series}-99"'):
        refused = api.patch(at, {"title": "no"}, If_Match=condition, Accept_Language="en")
        assert (refused.status_code, refused.json["code"]) == (412, "stale"), condition
        assert refused.json["detail"].startswith("The booking has been changed")
    assert api.get(at).json["title"] == "사업 협의" and api.get(at).headers["ETag"] == tag
    first = api.patch(at, {"title": "one"}, If_Match=f'"0-0", {tag}')
    assert first.status_code == 200
    assert api.patch(at, {"title": "two"}, If_Match=tag).status_code == 412
    assert api.patch(at, {"title": "three"}, If_Match=first.headers["ETag"]).status_code == 200
    assert api.patch(at, {"title": "four"}, If_Match="*").json["title"] == "four"
    assert api.patch(at, {"title": "x"}, "stranger", If_Match='"0-0"').status_code == 403  # an attendee
    assert api.patch("/reservations/9999", {"title": "x"}, If_Match='"0-0"').status_code == 404


def test_a_change_that_needs_approval_waits_beside_what_is_in_force(api, series):
    needs_approval()
    at = f"/reservations/{series}"
    told = api.patch(f"{at}?scope=one&recurrence_id={WEDNESDAYS[1]}", span(9, "10:30", "11:30")).json
    assert told["asked"] and [c["what"] for c in told["changes"]] == ["asked"]
    date = told["occurrences"][1]
    assert (date["status"], date["starts_at"]) == ("confirmed", "2026-12-09T01:00:00Z")
    wanted = {"starts_at": "2026-12-09T01:30:00Z", "ends_at": "2026-12-09T02:30:00Z", "spaces": ["room"]}
    assert date["pending"] == wanted
    held = {"resource": "room", "starts_at": "2026-12-09T00:45:00Z", "ends_at": "2026-12-09T02:30:00Z"}
    assert date["claims"] == [held]
    decision = {"decision": "approve", "scope": "one", "recurrence_id": WEDNESDAYS[1]}
    assert api.post(f"{at}/approval", decision).status_code == 403
    approved = api.post(f"{at}/approval", decision, "staff").json["occurrences"][1]
    assert approved["pending"] is None and approved["starts_at"] == wanted["starts_at"]
    assert approved["claims"] == [held | {"starts_at": "2026-12-09T01:15:00Z"}]


def test_a_change_that_is_declined_leaves_the_old(api, series):
    needs_approval()
    at = f"/reservations/{series}"
    wish = span(10, "10:00", "11:00") | {"space": "hall"}
    told = api.patch(f"{at}?scope=one&recurrence_id={WEDNESDAYS[1]}", wish).json
    assert told["occurrences"][1]["pending"]["spaces"] == ["hall"]
    assert told["occurrences"][1]["spaces"] == ["room"]
    decision = {"decision": "decline", "reason": "Cleaning"}
    query = f"?scope=one&recurrence_id={WEDNESDAYS[1]}"
    date = api.post(f"{at}/approval{query}", decision, "staff").json["occurrences"][1]
    assert (date["pending"], date["reason"], date["status"]) == (None, "Cleaning", "confirmed")
    assert (date["starts_at"], date["spaces"]) == ("2026-12-09T01:00:00Z", ["room"])
    assert [claim["resource"] for claim in date["claims"]] == ["room"]


def test_a_whole_booking_that_asks_for_another_space(api):
    at = f"/reservations/{api.post('/reservations', body()).json['id']}"
    needs_approval()
    told = api.patch(at, {"space": "hall"}).json
    (date,) = told["occurrences"]
    assert told["asked"] and date["spaces"] == ["room"] and date["pending"]["spaces"] == ["hall"]
    approved = api.post(f"{at}/approval", {"decision": "approve"}, "staff").json
    assert approved["occurrences"][0]["spaces"] == ["hall"] and approved["spaces"] == ["hall"]


WRONG = {
    "nothing": ({}, "", "nothing_to_change"),
    "only how": ({"preview": True, "on_conflict": "skip"}, "", "nothing_to_change"),
    "null": ({"title": None}, "title", "missing"),
    "blank": ({"title": " "}, "title", "missing"),
    "half a time": ({"starts_at": "2026-12-03T10:00:00+09:00"}, "ends_at", "missing"),
    "the other half": ({"ends_at": "2026-12-03T10:00:00+09:00"}, "starts_at", "missing"),
    "backwards": (span(3, "11:00", "10:00"), "ends_at", "ends_before_start"),
    "another zone": (
        {"starts_at": "2026-12-03T10:00:00+08:00", "ends_at": "2026-12-03T11:00:00+09:00"},
        "starts_at",
        "wrong_offset",
    ),
    "far off": (
        {"starts_at": "9998-12-03T10:00:00Z", "ends_at": "9998-12-03T11:00:00Z"},
        "starts_at",
        "out_of_range",
    ),
    "a thousand years": (
        {"starts_at": "2026-12-03T10:00:00Z", "ends_at": "9999-12-03T11:00:00Z"},
        "ends_at",
        "too_long",
    ),
    "the end of time": (
        {"starts_at": "9999-12-31T23:00:00Z", "ends_at": "9999-12-31T23:30:00Z"},
        "starts_at",
        "out_of_range",
    ),
    "two ways": ({"space": "room", "spaces": ["room"]}, "spaces", "one_of_two"),
    "no space": ({"spaces": []}, "space", "missing"),
    "empty space": ({"space": ""}, "space", "unknown_space"),
    "unknown space": ({"space": "attic"}, "space", "unknown_space"),
    "a unit as a space": ({"space": "projector-1"}, "space", "unknown_space"),
    "unknown equipment": ({"equipment": {"piano": 1}}, "equipment.piano", "unknown_equipment"),
    "no unit": ({"equipment": {"projector": 0}}, "equipment.projector", "too_few"),
    "10^30 units": ({"equipment": {"projector": 10**30}}, "equipment.projector", "too_many_units"),
    "10^30 people": ({"headcount": 10**30}, "headcount", "too_many"),
    "nobody": ({"headcount": 0}, "headcount", "too_few"),
    "bad address": ({"attendees": [{"email": "x@@y"}]}, "attendees.0.email", "bad_address"),
    "no rule": ({"rrule": " "}, "rrule", "missing"),
    "endless": ({"rrule": "FREQ=DAILY"}, "rrule", "endless_rule"),
    "hourly": ({"rrule": "FREQ=HOURLY;COUNT=3"}, "rrule", "freq_not_offered"),
    "beside its start": ({"rrule": "FREQ=WEEKLY;COUNT=3;BYDAY=MO"}, "rrule", "start_not_in_rule"),
    "no date left": ({"exdates": WEDNESDAYS}, "rrule", "no_dates"),
    "exdates of no form": ({"exdates": ["2026-12-09"]}, "exdates.0", "not_a_wall_time"),
    "exdates of another zone": ({"exdates": ["2026-12-09T10:00:00+01:00"]}, "exdates.0", "wrong_offset"),
    "exdates at the end of time": ({"exdates": ["9999-12-31T23:00:00Z"]}, "exdates.0", "impossible_time"),
    "waiting": ({"title": "x", "on_conflict": "waitlist"}, "on_conflict", "unknown_answer"),
    "a word for yes": ({"title": "x", "preview": "yes"}, "preview", "not_yes_or_no"),
    "another zone's name": ({"tzid": "Asia/Seoul"}, "tzid", "unknown_field"),
    "long reason": ({"title": "x", "override_reason": "y" * 1001}, "override_reason", "too_long_text"),
    "null byte": ({"description": "a\x00"}, "description", "control_characters"),
    "unknown answer": ({"answers": {"purpose": "fun"}, **span(2, "10:15", "11:15")}, "answers.purpose",
                       "answer_unknown"),
}  # fmt: skip


def test_wrong_bodies_change_nothing(api, series):
    api.get("/reservations")
    before, told = counts(), api.get(f"/reservations/{series}").json
    for name, (wish, field, code) in WRONG.items():
        refused = api.patch(f"/reservations/{series}", wish)
        assert refused.status_code == 422, (name, refused.text)
        assert (field, code) in [(e["field"], e["code"]) for e in refused.json["errors"]], (
            name,
            refused.text,
        )
    assert counts() == before and api.get(f"/reservations/{series}").json == told


def test_wrong_scopes(api, series):
    for query, field, code in (
        ("scope=some", "scope", "unknown_answer"),
        ("scope=one", "recurrence_id", "missing"),
        ("scope=one&recurrence_id=", "recurrence_id", "not_a_wall_time"),
        ("scope=one&recurrence_id=x", "recurrence_id", "not_a_wall_time"),
        ("scope=following&recurrence_id=2026-12-03T10:00:00", "recurrence_id", "unknown_date"),
        ("scope=one&recurrence_id=2026-12-02T10:00:00-05:00", "recurrence_id", "wrong_offset"),
        ("scope=one&recurrence_id=0001-01-01T00:00:00Z", "recurrence_id", "impossible_time"),
    ):
        for answer in (
            api.patch(f"/reservations/{series}?{query}", {"title": "x"}),
            api.post(f"/reservations/{series}/cancellation?{query}", {}),
            api.post(f"/reservations/{series}/approval?{query}", {"decision": "approve"}, "staff"),
        ):
            assert answer.status_code == 422, (query, answer.text)
            assert [(e["field"], e["code"]) for e in answer.json["errors"]] == [(field, code)], query
    encoded = "scope=one&recurrence_id=2026-12-09T10:00:00+09:00"
    assert api.post(f"/reservations/{series}/cancellation?{encoded}", {}).status_code == 200


def test_a_single_booking_does_not_become_a_series(api):
    at = f"/reservations/{api.post('/reservations', body()).json['id']}"
    for wish in ({"rrule": WEEKLY}, {"exdates": []}):
        assert [e["code"] for e in api.patch(at, wish).json["errors"]] == ["no_series_yet"]


def test_what_is_over_cannot_be_changed(api, series):
    for who, status in (("colleague", 403), ("stranger", 403), ("staff", 200), (None, 401)):
        assert api.patch(f"/reservations/{series}", {"title": "x"}, who).status_code == status
    api.post(f"/reservations/{series}/cancellation", {})
    refused = api.patch(f"/reservations/{series}", {"title": "y"})
    assert (refused.status_code, refused.json["code"]) == (409, "wrong_state")


def test_cancelling_with_every_scope(api, series):
    at = f"/reservations/{series}/cancellation"
    one = api.post(at, {"scope": "one", "recurrence_id": WEDNESDAYS[0], "reason": "風邪"}).json
    assert [status for _, status in dates(one)] == ["cancelled", "confirmed", "confirmed", "confirmed"]
    assert (one["status"], one["occurrences"][0]["reason"]) == ("mixed", "風邪")
    rest = api.post(at, {"scope": "following", "recurrence_id": WEDNESDAYS[2]}).json
    assert [status for _, status in dates(rest)] == ["cancelled", "confirmed", "cancelled", "cancelled"]
    assert api.post(at, {}).json["status"] == "cancelled"
    assert api.post("/reservations", body(rrule=WEEKLY), "stranger").status_code == 201


def test_deciding_with_every_scope(api, strict_approval):
    at = f"/reservations/{api.post('/reservations', body(rrule=WEEKLY)).json['id']}/approval"
    one = api.post(at, {"decision": "approve", "scope": "one", "recurrence_id": WEDNESDAYS[1]}, "staff").json
    assert [status for _, status in dates(one)] == ["tentative", "confirmed", "tentative", "tentative"]
    rest = {"decision": "decline", "scope": "following", "recurrence_id": WEDNESDAYS[2]}
    assert [s for _, s in dates(api.post(at, rest, "staff").json)] == [
        "tentative", "confirmed", "declined", "declined",
    ]  # fmt: skip
    refused = api.post(at, rest | {"decision": "return", "reason": "Who?"}, "staff")
    assert [(e["field"], e["code"]) for e in refused.json["errors"]] == [("scope", "only_whole_series")]
    assert api.post(at, {"decision": "approve"}, "staff").json["occurrences"][0]["status"] == "confirmed"


def test_a_space_out_of_service(api, series):
    hall = db.session.scalar(select(Resource.id).filter_by(slug="hall"))
    api.patch(f"/resources/{hall}", {"active": False}, "staff")
    refused = api.patch(f"/reservations/{series}", {"space": "hall"})
    assert [(e["field"], e["code"]) for e in refused.json["errors"]] == [("space", "unknown_space")]
