"""GET /slots: public, the best first, each fit to be posted; wrong values told."""

import pytest
from sqlalchemy import select

from booking.extensions import db
from booking.models import Resource
from tests.api.conftest import body
from tests.api.test_bad_input import assert_problem

DAY = "from=2026-12-02T00:00:00%2B09:00&to=2026-12-03T00:00:00%2B09:00"


def test_a_slot_says_why(api):
    """One o'clock in Sapporo is half past nine in Bangalore."""
    told = api.get(f"/slots?resource=room&duration=PT1H&{DAY}&zones=Asia/Seoul,Asia/Kolkata", None).json
    assert told["next"] is None and len(told["items"]) == 20
    assert told["items"][0] == {
        "space": "room",
        "starts_at": "2026-12-02T04:00:00Z",
        "ends_at": "2026-12-02T05:00:00Z",
        "tzid": "Asia/Tokyo",
        "score": 1.0,
        "sides": [
            {
                "tzid": "Asia/Seoul",
                "country": "KR",
                "starts_at": "2026-12-02T13:00:00+09:00",
                "ends_at": "2026-12-02T14:00:00+09:00",
                "fit": 1.0,
                "parts": ["working"],
                "day_off": None,
            },
            {
                "tzid": "Asia/Kolkata",
                "country": "IN",
                "starts_at": "2026-12-02T09:30:00+05:30",
                "ends_at": "2026-12-02T10:30:00+05:30",
                "fit": 1.0,
                "parts": ["working"],
                "day_off": None,
            },
        ],
    }


@pytest.mark.parametrize(
    "zone, on, day_off",
    [("Asia/Kolkata", "2026-12-25", "Christmas"), ("America/New_York", "2026-12-07", "weekend")],
)
def test_a_day_off_is_named(api, zone, on, day_off):
    """Monday morning in Sapporo is Sunday in New York."""
    span = f"from={on}T09:00:00%2B09:00&to={on}T12:00:00%2B09:00"
    told = api.get(f"/slots?resource=room&duration=PT1H&{span}&zones={zone}", None, Accept_Language="en")
    side = told.json["items"][0]["sides"][0]
    assert (side["day_off"], side["fit"]) == (day_off, 0.0)


def test_what_is_offered_can_be_posted(api):
    found = api.get(f"/slots?resource=room&resource=hall&duration=PT90M&{DAY}&equipment=projector:1", None)
    for slot in found.json["items"][:3]:
        laid = {name: slot[name] for name in ("space", "starts_at", "ends_at")}
        posted = api.post("/reservations", body(**laid, equipment={"projector": 1}, preview=True))
        assert posted.status_code in (200, 201), posted.text


def test_a_booked_time_is_no_longer_offered(api):
    address = f"/slots?resource=room&duration=PT1H&{DAY}&limit=100"
    before = [slot["starts_at"] for slot in api.get(address, None).json["items"]]
    api.post("/reservations", body(2, "10:00", "11:00"))
    after = [slot["starts_at"] for slot in api.get(address, None).json["items"]]
    assert "2026-12-02T01:00:00Z" in before and "2026-12-02T01:00:00Z" not in after and after


def test_by_default_two_weeks_from_now_everywhere(api):
    items = api.get("/slots?duration=PT1H&limit=100", None).json["items"]
    assert {slot["space"] for slot in items} == {"room", "hall"} and len(items) == 100
    last = api.get("/slots?duration=PT8H&limit=100&resource=hall", None).json["items"]
    assert max(slot["starts_at"] for slot in last) == "2026-12-14T00:30:00Z"
    assert items[0]["sides"][0]["tzid"] == "Asia/Tokyo" and items[0]["starts_at"] == "2026-12-01T00:00:00Z"


def test_an_id_is_as_good_as_a_slug(api):
    room = db.session.scalars(select(Resource.id).filter_by(slug="room")).one()
    by_id, by_slug = (api.get(f"/slots?resource={name}&duration=PT1H&{DAY}", None) for name in (room, "room"))
    assert by_id.json == by_slug.json


def test_limit_is_kept_and_has_a_bound(api):
    assert len(api.get("/slots?duration=PT1H&limit=3", None).json["items"]) == 3
    assert len(api.get("/slots?duration=PT1H&limit=5000", None).json["items"]) == 100


def test_nothing_that_would_be_refused(api):
    """The centre is closed on a weekend; the room takes eight; nothing lasts ten hours."""
    for query in (
        "from=2026-12-05T00:00%2B09:00&to=2026-12-07T00:00%2B09:00&duration=PT1H",
        "resource=room&headcount=9&duration=PT1H",
        "duration=PT10H",
        "from=2026-11-20T00:00Z&to=2026-11-30T00:00Z&duration=PT1H",
    ):
        told = api.get(f"/slots?{query}", None)
        assert (told.status_code, told.json["items"]) == (200, []), query


@pytest.mark.parametrize(
    "query, faults",
    [
        ("", {("duration", "missing")}),
        ("duration=an+hour&limit=0&from=x&equipment=projector:x", {
            ("duration", "not_a_duration"), ("limit", "not_a_number"), ("from", "not_a_time"),
            ("equipment", "not_a_number"),
        }),
        ("duration=PT0M", {("duration", "not_a_duration")}),
        ("duration=PT1H&from=2026-12-02T00:00&headcount=0", {
            ("from", "naive_time"), ("headcount", "not_a_number"),
        }),
        ("duration=PT1H&from=2026-12-02T00:00Z&to=2026-12-01T00:00Z&zones=Mars/X&resource=no"
         "&equipment=sofa", {
            ("to", "ends_before_start"), ("zones", "unknown_zone"), ("resource", "unknown_space"),
            ("equipment.sofa", "unknown_equipment"),
        }),
        ("duration=PT1H&equipment=projector:0", {("equipment.projector", "too_few")}),
        ("duration=PT1H&equipment=projector:3", {("equipment.projector", "too_many_units")}),
        ("duration=PT1H&from=2026-12-01T00:00Z&to=2027-02-01T00:01Z", {("to", "too_much_at_once")}),
        ("duration=PT1H&from=9999-12-31T00:00Z", {("from", "out_of_range"), ("to", "out_of_range"),
                                                 ("to", "ends_before_start")}),
        ("duration=PT1H&zones=" + ",".join(["UTC"] * 13), {("zones", "too_many_items")}),
        ("duration=PT1H&resource=" + "x" * 101, {("resource.0", "too_long_text")}),
    ],
)  # fmt: skip
def test_every_wrong_value_is_told(api, query, faults):
    refused = api.get(f"/slots?{query}", None, Accept_Language="en")
    assert {(fault["field"], fault["code"]) for fault in refused.json["errors"]} == faults
    assert_problem(refused, 422, "invalid")
