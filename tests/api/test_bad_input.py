"""Whatever is posted: a clear problem document in the reader's language, nothing stored, never a 500."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.conftest import body
from tests.api.test_booking import counts

PEOPLE = [{"email": f"p{n}@example.org"} for n in range(201)]
SLOT = {"starts_at": "2026-12-09T13:00:00+09:00", "ends_at": "2026-12-09T14:00:00+09:00"}
OVERRIDE = SLOT | {"recurrence_id": "2026-12-09T10:00:00"}


def series(**values):
    return body(rrule="FREQ=WEEKLY;COUNT=2", **values)


def override(**values):
    return series(overrides=[OVERRIDE | values])


BAD = {
    "past start": (body(starts_at="2026-11-30T10:00:00+09:00", ends_at="2026-11-30T11:00:00+09:00"), "past"),
    "end before start": (body(2, "11:00", "10:00"), "ends_before_start"),
    "no length": (body(2, "10:00", "10:00"), "ends_before_start"),
    "naive": (body(starts_at="2026-12-02T10:00:00"), "naive_time"),
    "impossible day": (body(starts_at="2026-02-30T10:00:00+09:00"), "impossible_time"),
    "hour 25": (body(starts_at="2026-12-02T25:00:00+09:00"), "impossible_time"),
    "year 0": (body(starts_at="0000-12-02T10:00:00+09:00"), "impossible_time"),
    "before all years": (body(starts_at="0001-01-01T00:00:00+09:00"), "impossible_time"),
    "year 10000": (body(ends_at="10000-12-02T10:00:00+09:00"), "not_a_time"),
    "a thousand years": (body(ends_at="3026-12-02T10:00:00+09:00"), "too_long"),
    "far off": (body(starts_at="9998-12-02T10:00:00Z", ends_at="9998-12-02T11:00:00Z"), "out_of_range"),
    "no time": (body(starts_at="tomorrow"), "not_a_time"),
    "a number for a time": (body(starts_at=1796000000), "not_a_time"),
    "full-width digits": (body(starts_at="２026-12-02T10:00:00+09:00"), "not_a_time"),
    "unknown space": (body(space="attic"), "unknown_space"),
    "unknown equipment": (body(equipment={"piano": 1}), "unknown_equipment"),
    "too many units": (body(equipment={"projector": 3}), "too_many_units"),
    "10^30 units": (body(equipment={"projector": 10**30}), "too_many_units"),
    "no unit": (body(equipment={"projector": 0}), "too_few"),
    "long title": (body(title="あ" * 201), "too_long_text"),
    "long description": (body(description="x" * 4001), "too_long_text"),
    "control character": (body(title="a\x07b"), "control_characters"),
    "line end in a title": (body(title="a\r\nBcc: x@example.org"), "control_characters"),
    "null byte": (body(title="a\x00b"), "control_characters"),
    "null byte in a slug": (body(space="ro\x00om"), "control_characters"),
    "null byte in an answer": (body(answers={"purpose": "talks\x00"}), "control_characters"),
    "null byte in a name": (body(answers={"pur\x00pose": "talks"}), "control_characters"),
    "lone surrogate": (body(title="a\ud800b"), "control_characters"),
    "lone surrogate as a zone": (body(tzid="\ud800"), "control_characters"),
    "bad address": (body(attendees=[{"email": "kim@@example"}]), "bad_address"),
    "line end in an address": (body(attendees=[{"email": "a@example.org\nBcc: b@c.de"}]), "bad_address"),
    "201 attendees": (body(attendees=PEOPLE), "too_many_attendees"),
    "twice": (body(attendees=[PEOPLE[0], PEOPLE[0]]), "twice"),
    "chair": (body(attendees=[{"email": "a@example.org", "role": "CHAIR"}]), "unknown_answer"),
    "unknown locale": (body(attendees=[{"email": "a@example.org", "locale": "xx"}]), "unknown_answer"),
    "unknown zone": (body(tzid="Asia/Sapporo"), "unknown_zone"),
    "a path as a zone": (body(tzid="../../etc/passwd"), "unknown_zone"),
    "another zone's offset": (body(starts_at="2026-12-02T10:00:00+08:00"), "wrong_offset"),
    "UTC's offset": (body(starts_at="2026-12-02T01:00:00+00:00"), "wrong_offset"),
    "a wall time in a gap": (
        body(
            tzid="America/New_York",
            starts_at="2027-03-14T02:30:00-05:00",
            ends_at="2027-03-14T04:30:00-04:00",
        ),
        "impossible_time",
    ),
    "no space": ({k: v for k, v in body().items() if k != "space"}, "missing"),
    "two ways of naming": (body(spaces=["room"]), "one_of_two"),
    "a space twice": ({k: v for k, v in body(spaces=["room", "room"]).items() if k != "space"}, "twice"),
    "empty title": (body(title="  "), "missing"),
    "no title": (body(title=None), "missing"),
    "1 for true": (body(video=1), "not_yes_or_no"),
    "true for 1": (body(headcount=True), "not_a_number"),
    "a text for a number": (body(headcount="6"), "not_a_number"),
    "a part of a person": (body(headcount=6.0), "not_a_number"),
    "nobody": (body(headcount=0), "too_few"),
    "10^30 people": (body(headcount=10**30), "too_many"),
    "a list for an object": (body(equipment=["projector"]), "not_an_object"),
    "an object for a list": (body(attendees={"email": "a@example.org"}), "not_a_list"),
    "an object for a text": (body(title={"ja": "会議"}), "not_a_text"),
    "a text for an attendee": (body(attendees=["a@example.org"]), "not_an_object"),
    "many spaces": (body(spaces=["room"] * 5000), "too_many_items"),
    "many types": (body(equipment={f"e{n}": 1 for n in range(5000)}), "too_many_items"),
    "unknown name": (body(colour="red"), "unknown_field"),
    "a list": ([body()], "not_an_object"),
    "a text": ("body", "not_an_object"),
    "an endless series": (body(rrule="FREQ=DAILY"), "endless_rule"),
    "a rule of no form": (body(rrule="every day"), "rule_without_freq"),
    "a rule every second": (body(rrule="FREQ=SECONDLY;COUNT=9"), "freq_not_offered"),
    "a long rule": (body(rrule="FREQ=DAILY;" * 100), "too_long_text"),
    "a number for a rule": (body(rrule=4), "not_a_text"),
    "null byte in a rule": (body(rrule="FREQ=DAILY;COUNT=2\x00"), "control_characters"),
    "a rule without its start": (body(rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=2"), "start_not_in_rule"),
    "too many dates": (body(rrule="FREQ=DAILY;UNTIL=20291231"), "too_many_dates"),
    "too long a series": (body(rrule="FREQ=YEARLY;COUNT=9"), "series_too_long"),
    "exdates without a rule": (body(exdates=["2026-12-09T10:00:00"]), "needs_rrule"),
    "rdates without a rule": (body(rdates=["2026-12-09T10:00:00"]), "needs_rrule"),
    "overrides without a rule": (body(overrides=[OVERRIDE]), "needs_rrule"),
    "a day for a date": (series(exdates=["2026-12-09"]), "not_a_wall_time"),
    "a number for a date": (series(exdates=[20261209]), "not_a_wall_time"),
    "no list of dates": (series(exdates="2026-12-09T10:00:00"), "not_a_list"),
    "501 dates": (series(exdates=["2026-12-09T10:00:00"] * 501), "too_many_items"),
    "an impossible date": (series(rdates=["2027-02-29T10:00:00"]), "impossible_time"),
    "another zone's date": (series(rdates=["2026-12-18T10:00:00+01:00"]), "wrong_offset"),
    "a date before all years": (series(rdates=["0001-01-01T00:00:00"]), "impossible_time"),
    "a date in the year 2": (series(rdates=["0002-01-01T00:00:00"]), "date_before_start"),
    "a date before the first": (series(rdates=["2026-12-01T10:00:00"]), "date_before_start"),
    "a date a thousand years on": (series(rdates=["3026-12-09T10:00:00"]), "series_too_long"),
    "no date left": (series(exdates=["2026-12-02T10:00:00", "2026-12-09T10:00:00"]), "no_dates"),
    "an override of no date": (override(recurrence_id="2026-12-10T10:00:00"), "unknown_date"),
    "an override twice": (series(overrides=[OVERRIDE, OVERRIDE]), "twice"),
    "an override without a date": (override(recurrence_id=None), "missing"),
    "an override backwards": (override(ends_at="2026-12-09T12:00:00+09:00"), "ends_before_start"),
    "an override of another zone": (override(starts_at="2026-12-09T13:00:00+01:00"), "wrong_offset"),
    "an override far off": (override(starts_at="9998-12-09T13:00:00Z", ends_at="9998-12-09T14:00:00Z"),
                            "series_too_long"),
    "an override of an age": (override(ends_at="9998-12-09T14:00:00Z"), "too_long"),
    "an override in no space": (override(space="attic"), "unknown_space"),
    "an override with null byte": (override(space="ro\x00om"), "control_characters"),
    "an override with a name more": (override(title="Special"), "unknown_field"),
    "a text for an override": (series(overrides=["2026-12-09T10:00:00"]), "not_an_object"),
    "candidates of a series": (series(candidates=[SLOT]), "one_of_two_ways"),
    "three more candidates": (body(candidates=[SLOT] * 3), "too_many_items"),
    "a candidate twice": (body(candidates=[SLOT, SLOT]), "twice"),
    "a candidate like the first": (body(candidates=[{n: body()[n] for n in SLOT}]), "twice"),
    "a candidate backwards": (body(candidates=[SLOT | {"ends_at": SLOT["starts_at"]}]), "ends_before_start"),
    "a candidate at the end of time": (
        body(candidates=[{"starts_at": "9999-12-31T23:00:00Z", "ends_at": "9999-12-31T23:30:00Z"}]),
        "series_too_long",
    ),
    "a candidate without end": (body(candidates=[{"starts_at": SLOT["starts_at"]}]), "missing"),
    "candidates that wait": (body(candidates=[SLOT], on_conflict="waitlist"), "candidates_cannot_wait"),
    "another word": (body(on_conflict="perhaps"), "unknown_answer"),
}  # fmt: skip
RAW = {
    "not JSON": (b"{", 400, "bad_json"),
    "not UTF-8": (b'{"title": "\xff"}', 400, "bad_json"),
    "NaN": (b'{"headcount": NaN}', 400, "bad_json"),
    "Infinity": (b'{"headcount": -Infinity}', 400, "bad_json"),
    "a deep list": (b"[" * 200_000, 400, "bad_json"),
    "deep objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400, "bad_json"),
    "a number of 100,000 digits": (b'{"headcount": ' + b"9" * 100_000 + b"}", 422, "invalid"),
    "a name twice": (b'{"title": "a", "title": "b"}', 422, "invalid"),
    "a name in a name twice": (b'{"answers": {"a": "1", "a": "2"}}', 422, "invalid"),
    "nothing": (b"", 422, "invalid"),
    "null": (b"null", 422, "invalid"),
    "too large": (b" " * 1_048_577, 413, "too_large"),
}


OF_LANGUAGE = {"ja": re.compile("[぀-ヿ一-鿿]"), "ko": re.compile("[가-힣]")}


def assert_problem(response, status: int, code: str, language: str = "en") -> None:
    assert response.status_code == status, response.text[:500]
    assert response.mimetype == "application/problem+json"
    assert response.headers["Content-Language"] == language
    told = response.json
    assert {"type", "title", "status", "detail", "code"} <= set(told)
    assert (told["status"], told["code"]) == (status, code)
    for text in (told["title"], told["detail"], *(e["detail"] for e in told.get("errors", ()))):
        assert len(text) > 5 and "%(" not in text, text
        assert language == "en" or OF_LANGUAGE[language].search(text), text


def test_every_fault_is_told_in_the_readers_language(api):
    api.get("/reservations")
    before = counts()
    for name, (wish, code) in BAD.items():
        for language in ("ja", "en", "ko"):
            refused = api.post("/reservations", wish, Accept_Language=language)
            told = [error["code"] for error in refused.json.get("errors", ())]
            assert code in told, f"{name}: {refused.text[:300]}"
            assert_problem(refused, 422, refused.json["code"], language)
    assert counts() == before


def test_bodies_that_are_no_json(api):
    before = counts()["reservation"]
    for name, (data, status, code) in RAW.items():
        headers = api.headers("own", {"Content-Type": "application/json"})
        refused = api.client.post("/api/v1/reservations", data=data, headers=headers)
        assert refused.status_code == status, f"{name}: {refused.text[:200]}"
        assert_problem(refused, status, code, "ja")
    assert counts()["reservation"] == before


def test_another_type_of_content(api):
    headers = api.headers("own", {"Content-Type": "text/plain", "Accept-Language": "en"})
    refused = api.client.post("/api/v1/reservations", data=json.dumps(body()), headers=headers)
    assert_problem(refused, 415, "unsupported_media_type")


def test_an_overlap_is_told(api):
    api.post("/reservations", body())
    assert_problem(api.post("/reservations", body(), Accept_Language="ko"), 409, "slot_taken", "ko")


def test_fields_are_named_by_their_path(api):
    wish = body(attendees=[{"email": "a@example.org"}, {"email": 1, "locale": "xx"}], answers={"purpose": 1})
    found = {(e["field"], e["code"]) for e in api.post("/reservations", wish).json["errors"]}
    assert found == {
        ("attendees.1.email", "not_a_text"),
        ("attendees.1.locale", "unknown_answer"),
        ("answers.purpose", "not_a_text"),
    }


@pytest.mark.parametrize(
    "path", ["/reservations/{}", "/resources/{}/busy?from=2026-12-01T00:00Z&to=2026-12-02T00:00Z"]
)
def test_ids_that_no_row_has(api, path):
    for number in ("0", "-1", "1e3", "x", "٣", "9" * 5000, str(2**31 - 1), str(2**31), str(2**63)):
        assert_problem(api.get(path.format(number), **{"Accept-Language": "en"}), 404, "not_found")


def test_queries(api):
    for path, code in {
        "/reservations?cursor=x": "bad_cursor",
        "/reservations?cursor=99999999999": "bad_cursor",
        "/reservations?limit=0": "not_a_number",
        "/reservations?limit=99999999999999999999": "not_a_number",
        "/resources?kind=castle": "unknown_answer",
        "/resources?kind=%01": "control_characters",
        "/resources/1/busy": "missing",
        "/resources/1/busy?from=2026-12-01&to=x": "not_a_time",
        "/resources/1/busy?from=2026-12-01T00:00&to=2026-12-02T00:00Z": "naive_time",
        "/resources/1/busy?from=2026-12-03T00:00Z&to=2026-12-02T00:00Z": "ends_before_start",
        "/resources/1/busy?from=2026-12-01T00:00Z&to=2027-02-01T00:01Z": "too_much_at_once",
    }.items():
        refused = api.get(path, **{"Accept-Language": "en"})
        assert_problem(refused, 422, "invalid")
        assert refused.json["errors"][0]["code"] == code, path


def test_addresses_and_methods_that_are_none(api):
    english = {"Accept-Language": "en"}
    assert_problem(api.get("/castles", **english), 404, "not_found")
    assert_problem(api.client.get("/api/nothing", headers=english), 404, "not_found")
    refused = api.client.put("/api/v1/reservations", headers=english)
    assert_problem(refused, 405, "method_not_allowed")
    assert {"GET", "POST"} <= set(refused.headers["Allow"].split(", "))


def test_what_nobody_foresaw_tells_no_secret(api, monkeypatch):
    from booking.api import reservations

    monkeypatch.setattr(reservations, "to_request", lambda wish: {}["a secret"])
    refused = api.post("/reservations", body(), Accept_Language="en")
    assert_problem(refused, 500, "internal")
    assert "secret" not in refused.text and "Traceback" not in refused.text


scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.just("\x00\ud800")
)
anything = st.recursive(
    scalars, lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(max_size=9), x, max_size=4)
)
times = st.datetimes().map(lambda at: at.isoformat()) | st.datetimes().map(
    lambda at: f"{at:%Y-%m-%dT%H:%M}+09:00"
)
nearly = st.dictionaries(
    st.sampled_from(
        [*body(), "spaces", "attendees", "equipment", "headcount", "booked_for", "video", "rrule"]
    ),
    anything | times,
    max_size=4,
).map(lambda changed: body() | changed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.one_of(nearly, anything))
def test_no_body_is_an_error_of_ours(api, wish):
    data = json.dumps(wish | {"preview": True} if isinstance(wish, dict) else wish)
    headers = api.headers("staff", {"Content-Type": "application/json"})
    answer = api.client.post("/api/v1/reservations", data=data, headers=headers)
    assert answer.status_code < 500, answer.text
    if answer.status_code != 200:
        assert answer.mimetype == "application/problem+json"
        assert {"type", "title", "status", "detail", "code"} <= set(answer.json)
