"""Series and candidate dates by JSON: what is kept, what is refused, and what to post instead.

`room` is open from Monday to Friday, 2 December 2026 is a Wednesday.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.extensions import db
from booking.models import Resource
from tests.api.conftest import body
from tests.api.test_booking import counts

WEEKLY = "FREQ=WEEKLY;COUNT=4"
WEDNESDAYS = [f"2026-12-{day:02d}T10:00:00" for day in (2, 9, 16, 23)]


def dates(told) -> list[tuple[str, str]]:
    return [(date["recurrence_id"], date["status"]) for date in told["occurrences"]]


def rules_of_room(**values) -> None:
    policy = db.session.scalars(select(Resource).filter_by(slug="room")).one().policy
    for name, value in values.items():
        setattr(policy, name, value)
    db.session.commit()


@pytest.fixture
def taken(api) -> dict:
    """The 9th and the 23rd are taken by somebody else."""
    for day in (9, 23):
        assert api.post("/reservations", body(day), "stranger").status_code == 201
    return body(rrule=WEEKLY)


def test_a_series_is_answered_whole(api):
    made = api.post("/reservations", body(rrule="rrule:count=4;freq=weekly", equipment={"projector": 1}))
    assert made.status_code == 201, made.text
    told = made.json
    assert (told["rrule"], told["dtstart"], told["status"]) == (WEEKLY, "2026-12-02T10:00:00", "confirmed")
    assert (told["starts_at"], told["ends_at"]) == ("2026-12-02T01:00:00Z", "2026-12-02T02:00:00Z")
    assert dates(told) == [(date, "confirmed") for date in WEDNESDAYS]
    assert (told["skipped"], told["waitlisted"], told["continues"], told["choosing"]) == ([], [], None, False)
    last = told["occurrences"][-1]
    assert (last["starts_at"], last["spaces"], last["title"]) == (
        "2026-12-23T01:00:00Z",
        ["room"],
        "사업 협의",
    )
    assert (last["by_hand"], last["pending"], last["position"], last["offered"]) == (False, None, None, False)
    assert last["units"] == ["projector-1"] and last["checked_in_at"] is None and not last["finished"]
    assert api.get(f"/reservations/{told['id']}").json == told
    assert made.headers["ETag"] == api.get(f"/reservations/{told['id']}").headers["ETag"]


def test_a_series_keeps_its_wall_time_over_a_change_of_the_clock(api):
    """New York leaves daylight saving time on 1 November 2026 and comes back to it on 14 March 2027."""
    rules_of_room(opening_hours={str(day): [["00:00", "24:00"]] for day in range(1, 8)})
    wish = body(tzid="America/New_York", rrule="FREQ=WEEKLY;COUNT=2") | {
        "starts_at": "2027-03-08T20:00:00-05:00",
        "ends_at": "2027-03-08T21:00:00-05:00",
    }
    told = api.post("/reservations", wish).json
    assert [(o["recurrence_id"], o["starts_at"]) for o in told["occurrences"]] == [
        ("2027-03-08T20:00:00", "2027-03-09T01:00:00Z"),
        ("2027-03-15T20:00:00", "2027-03-16T00:00:00Z"),
    ]


@pytest.mark.parametrize("left_out", ["2026-12-09T10:00:00", "2026-12-09T10:00", "2026-12-09T10:00:00+09:00",
                                      "2026-12-09T01:00:00Z"])  # fmt: skip
def test_dates_are_left_out_and_added(api, left_out):
    wish = body(rrule="FREQ=WEEKLY;COUNT=3", exdates=[left_out], rdates=["2026-12-18T14:00:00"])
    told = api.post("/reservations", wish).json
    assert [date for date, _ in dates(told)] == [WEDNESDAYS[0], WEDNESDAYS[2], "2026-12-18T14:00:00"]
    assert (told["exdates"], told["rdates"]) == ([WEDNESDAYS[1]], ["2026-12-18T14:00:00"])


def test_single_dates_have_their_own_time_and_space(api):
    own = {
        "recurrence_id": WEDNESDAYS[1],
        "starts_at": "2026-12-10T13:00:00+09:00",
        "ends_at": "2026-12-10T14:00:00+09:00",
        "space": "hall",
    }
    told = api.post("/reservations", body(rrule=WEEKLY, overrides=[own])).json
    moved = told["occurrences"][1]
    assert (moved["recurrence_id"], moved["starts_at"]) == (WEDNESDAYS[1], "2026-12-10T04:00:00Z")
    assert moved["spaces"] == ["hall"] and moved["by_hand"]
    assert {claim["resource"] for claim in moved["claims"]} == {"hall", "desk-1", "desk-2"}
    assert [o["by_hand"] for o in told["occurrences"]] == [False, True, False, False]


def test_a_series_that_clashes_tells_every_date(api, taken):
    before = counts()["reservation"]
    refused = api.post("/reservations", taken)
    assert (refused.status_code, refused.json["code"]) == (409, "slot_taken")
    told = [(c["recurrence_id"], c["resource"], c["starts_at"]) for c in refused.json["conflicts"]]
    assert told == [
        (WEDNESDAYS[1], "room", "2026-12-09T00:45:00Z"),
        (WEDNESDAYS[3], "room", "2026-12-23T00:45:00Z"),
    ]
    for conflict in refused.json["conflicts"]:
        for other in conflict["alternatives"]:
            assert other["recurrence_id"] == conflict["recurrence_id"]
            assert other["starts_at"].endswith("+09:00")
    assert counts()["reservation"] == before
    first, second, *rest = refused.json["alternatives"]
    assert [set(part) for part in (first, second)] == [{"overrides"}, {"exdates"}]
    assert rest == [{"on_conflict": "skip"}, {"on_conflict": "waitlist"}]
    assert [one["recurrence_id"] for one in first["overrides"]] == [WEDNESDAYS[1], WEDNESDAYS[3]]
    assert second == {"exdates": [WEDNESDAYS[1], WEDNESDAYS[3]]}


@pytest.mark.parametrize("which", range(4))
def test_each_alternative_of_a_series_can_be_posted(api, taken, which):
    own = {
        "recurrence_id": WEDNESDAYS[3],
        "starts_at": "2026-12-23T10:30:00+09:00",
        "ends_at": "2026-12-23T11:30:00+09:00",
    }
    kept = own | {
        "recurrence_id": WEDNESDAYS[2],
        "starts_at": "2026-12-17T10:30:00+09:00",
        "ends_at": "2026-12-17T11:30:00+09:00",
    }
    wish = taken | {"overrides": [own, kept], "exdates": [WEDNESDAYS[0]]}
    refused = api.post("/reservations", wish)
    assert refused.status_code == 409
    assert [c["recurrence_id"] for c in refused.json["conflicts"]] == [WEDNESDAYS[1], WEDNESDAYS[3]]
    made = api.post("/reservations", wish | refused.json["alternatives"][which])
    assert made.status_code == 201, made.text
    there = [date for date, status in dates(made.json) if status == "confirmed"]
    assert there == (WEDNESDAYS[1:] if which == 0 else [WEDNESDAYS[2]])
    assert made.json["occurrences"][there.index(WEDNESDAYS[2])]["starts_at"] != "2026-12-16T01:00:00Z"


def test_offers_for_two_dates_keep_out_of_each_others_way(api):
    """Twice a day in the only space that fits: what is nearest for one must not be offered to the other."""
    rules_of_room(opening_hours={str(day): [["10:00", "14:00"]] for day in range(1, 6)})
    first, second = body(2, "10:00", "11:00"), body(2, "11:15", "12:15")
    for wish in (first, second):
        assert api.post("/reservations", wish, "stranger").status_code == 201
    own = {"recurrence_id": "2026-12-03T10:00:00"} | {n: second[n] for n in ("starts_at", "ends_at")}
    wish = body(2, headcount=8, rrule="FREQ=DAILY;COUNT=2", overrides=[own])
    assert api.patch(f"/resources/{_id('hall')}", {"active": False}, "staff").status_code == 200
    refused = api.post("/reservations", wish)
    moved = refused.json["alternatives"][0]
    assert len({one["starts_at"] for one in moved["overrides"]}) == 2
    assert api.post("/reservations", wish | moved).status_code == 201


def _id(slug: str) -> int:
    found = db.session.scalar(select(Resource.id).filter_by(slug=slug))
    db.session.rollback()
    return found


def test_dates_that_are_not_free_are_left_out(api, taken):
    told = api.post("/reservations", taken | {"on_conflict": "skip"}).json
    assert dates(told) == [(WEDNESDAYS[0], "confirmed"), (WEDNESDAYS[2], "confirmed")]
    assert (told["skipped"], told["waitlisted"], told["status"]) == (WEDNESDAYS[1::2], [], "confirmed")


def test_dates_that_are_not_free_wait(api, taken):
    told = api.post("/reservations", taken | {"on_conflict": "waitlist"}).json
    assert [status for _, status in dates(told)] == ["confirmed", "waitlisted", "confirmed", "waitlisted"]
    assert (told["skipped"], told["waitlisted"], told["status"]) == ([], WEDNESDAYS[1::2], "mixed")
    assert [o["position"] for o in told["occurrences"]] == [None, 1, None, 1]
    second = api.post("/reservations", body(9, on_conflict="waitlist"), "colleague").json
    assert (second["status"], second["occurrences"][0]["position"]) == ("waitlisted", 2)
    assert second["occurrences"][0]["claims"] == []


def test_a_policy_says_how_much_may_be_missing_and_whether_one_may_wait(api, taken):
    rules_of_room(max_skipped=1, waitlist=False)
    refused = api.post("/reservations", taken)
    assert [set(part) for part in refused.json["alternatives"]] == [{"overrides"}, {"exdates"}]
    for way, code in (("skip", "too_many_left_out"), ("waitlist", "no_waitlist")):
        asked = api.post("/reservations", taken | {"on_conflict": way})
        assert (asked.status_code, asked.json["code"]) == (422, "policy")
        assert [(e["code"], e["field"]) for e in asked.json["errors"]] == [(code, "on_conflict")]
        for part in asked.json["alternatives"]:
            tried = api.post("/reservations", taken | {"on_conflict": way, "preview": True} | part)
            assert tried.status_code == 200, tried.text


def test_rules_that_concern_one_date_name_it(api):
    """23 November 2027 is a holiday, a Tuesday."""
    wish = body(rrule="FREQ=WEEKLY;COUNT=3") | {
        "starts_at": "2027-11-16T10:00:00+09:00",
        "ends_at": "2027-11-16T11:00:00+09:00",
    }
    refused = api.post("/reservations", wish, Accept_Language="en")
    assert (refused.status_code, refused.json["code"]) == (422, "policy")
    (error,) = refused.json["errors"]
    assert (error["code"], error["recurrence_id"]) == ("closed", "2027-11-23T10:00:00")
    assert error["detail"].startswith("November 23, 2027: ")
    japanese = api.post("/reservations", wish, Accept_Language="ja").json["errors"][0]["detail"]
    assert "2027年11月23日" in japanese
    for part in refused.json["alternatives"]:
        tried = api.post("/reservations", wish | {"preview": True} | part)
        assert tried.status_code == 200, tried.text
    assert len(refused.json["alternatives"]) == 4


def test_all_that_all_dates_break_is_told_once_and_nothing_is_offered(api):
    refused = api.post("/reservations", body(rrule=WEEKLY, headcount=30))
    assert [e["code"] for e in refused.json["errors"]] == ["over_capacity"]
    assert "recurrence_id" not in refused.json["errors"][0] and refused.json["alternatives"] == []


def test_quotas_count_the_dates_that_are_offered(api, taken):
    """Three meetings a month: two of the series fit beside none, and one of those that clash."""
    quota = {"whose": "person", "measure": "number", "per": "month", "most": 3}
    rules_of_room(quotas=[quota])
    refused = api.post("/reservations", taken)
    assert refused.status_code == 422
    assert [e["code"] for e in refused.json["errors"]] == ["over_quota"]
    for part in refused.json["alternatives"]:
        tried = api.post("/reservations", taken | {"preview": True} | part)
        assert tried.status_code == 200, (part, tried.text)
    assert len(refused.json["alternatives"]) >= 2


def test_a_policy_refusal_of_a_single_booking_offers_other_times(api):
    refused = api.post("/reservations", body(5))
    assert (refused.status_code, refused.json["code"]) == (422, "policy")
    assert refused.json["alternatives"]
    for part in refused.json["alternatives"]:
        assert set(part) == {"space", "starts_at", "ends_at"}
        assert api.post("/reservations", body(5) | {"preview": True} | part).status_code == 200


def test_a_preview_of_a_series_leaves_nothing(api, taken):
    api.get("/reservations")
    before = counts()
    tried = api.post("/reservations", taken | {"on_conflict": "waitlist", "preview": True})
    assert tried.status_code == 200 and len(tried.json["occurrences"]) == 4
    assert "ETag" not in tried.headers
    assert api.post("/reservations", taken | {"preview": True}).status_code == 409
    assert counts() == before


def test_the_same_key_books_a_series_once(api):
    first, second = (api.post("/reservations", body(rrule=WEEKLY), Idempotency_Key="k") for _ in range(2))
    assert first.json == second.json and first.headers["ETag"] == second.headers["ETag"]
    assert counts()["occurrence"] == 4


def slot(day: int, begins: str, ends: str) -> dict[str, str]:
    return {name: body(day, begins, ends)[name] for name in ("starts_at", "ends_at")}


def test_candidates_are_held_until_one_is_chosen(api):
    wish = body(candidates=[slot(3, "10:00", "11:00"), slot(4, "13:00", "14:00")])
    told = api.post("/reservations", wish).json
    assert told["choosing"] and told["status"] == "tentative"
    assert [(o["waiting_for"], bool(o["claims"])) for o in told["occurrences"]] == [("applicant", True)] * 3
    at = f"/reservations/{told['id']}/choice"
    assert api.post(at, {"recurrence_id": "2026-12-03T10:00:00"}, "stranger").status_code == 404
    wrong = api.post(at, {"recurrence_id": "2026-12-05T10:00:00"})
    assert (wrong.status_code, wrong.json["code"]) == (409, "wrong_state")
    chosen = api.post(at, {"recurrence_id": "2026-12-03T10:00:00+09:00"}).json
    assert not chosen["choosing"]
    assert [status for _, status in dates(chosen)] == ["withdrawn", "confirmed", "withdrawn"]
    assert api.post("/reservations", body(4, "13:00", "14:00"), "stranger").status_code == 201


def test_candidates_that_clash_have_others(api):
    api.post("/reservations", body(3), "stranger")
    wish = body(candidates=[slot(3, "10:00", "11:00"), slot(4, "13:00", "14:00")])
    refused = api.post("/reservations", wish)
    assert [c["recurrence_id"] for c in refused.json["conflicts"]] == ["2026-12-03T10:00:00"]
    first, second = refused.json["alternatives"]
    assert len(first["candidates"]) == 2 and second == {"on_conflict": "skip"}
    for part in (first, second):
        tried = api.post("/reservations", wish | {"preview": True} | part)
        assert tried.status_code == 200 and tried.json["choosing"], tried.text
        assert len(tried.json["occurrences"]) == (3 if part is first else 2)


def test_a_series_may_be_as_long_as_500_dates(api):
    hours = {str(day): [["08:00", "18:00"]] for day in range(1, 8)}
    rules_of_room(max_notice=timedelta(days=1000), opening_hours=hours, closed_on_holidays=False)
    made = api.post("/reservations", body(rrule="FREQ=DAILY;COUNT=500"))
    assert made.status_code == 201 and len(made.json["occurrences"]) == 500
