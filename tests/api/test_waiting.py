"""The waitlist, offers, awards and check-in by JSON, and what staff see of rivals."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from booking.extensions import db
from booking.models import Occurrence
from tests.api.conftest import body
from tests.api.test_series import rules_of_room
from tests.factories import at


def waits(api, who: str, day: int = 14, **values):
    made = api.post("/reservations", body(day, on_conflict="waitlist", **values), who)
    assert made.status_code == 201 and made.json["status"] == "waitlisted", made.text
    return made.json["id"]


def first_date(api, reservation_id: int, who: str = "staff") -> dict:
    return api.get(f"/reservations/{reservation_id}", who).json["occurrences"][0]


@pytest.fixture
def holder(api) -> int:
    """Of 14 December, which is more than two working days away."""
    return api.post("/reservations", body(14)).json["id"]


def test_a_cancellation_promotes_the_first_in_line(api, holder):
    first, second = waits(api, "stranger"), waits(api, "staff")
    assert [first_date(api, one)["position"] for one in (first, second)] == [1, 2]
    assert api.post(f"/reservations/{holder}/cancellation", {}).json["status"] == "cancelled"
    promoted, still = first_date(api, first), first_date(api, second)
    assert (promoted["status"], promoted["position"]) == ("confirmed", None) and promoted["claims"]
    assert (still["status"], still["position"]) == ("waitlisted", 1)


def test_a_date_of_a_series_that_waits_joins_it(api, holder):
    wish = body(7, rrule="FREQ=WEEKLY;COUNT=2", on_conflict="waitlist")
    series = api.post("/reservations", wish, "stranger").json
    assert series["waitlisted"] == ["2026-12-14T10:00:00"]
    api.patch(f"/reservations/{holder}", {"space": "hall"})
    told = api.get(f"/reservations/{series['id']}", "stranger").json
    assert (told["waitlisted"], told["status"]) == ([], "confirmed")


def test_who_waits_can_leave(api, holder):
    entry = waits(api, "stranger")
    left = api.post(f"/reservations/{entry}/cancellation", {}, "stranger")
    assert left.json["status"] == "withdrawn"


def test_an_offer_is_accepted_in_its_time(api):
    """Two days ahead with one working day left, a place is offered and held for the policy's four hours."""
    held = api.post("/reservations", body(3)).json["id"]
    entry = waits(api, "stranger", 3)
    with time_machine.travel(at(2, "08:00"), tick=False):
        api.post(f"/reservations/{held}/cancellation", {})
        date = first_date(api, entry)
        assert (date["status"], date["waiting_for"], date["offered"]) == ("tentative", "applicant", True)
        assert date["expires_at"] == "2026-12-02T03:00:00Z" and date["claims"]
        at_offer = f"/reservations/{entry}/acceptance"
        assert api.post(at_offer, {}, "own").status_code == 404
        accepted = api.post(at_offer, {"scope": "all"}, "stranger").json
        assert accepted["status"] == "confirmed" and not accepted["occurrences"][0]["offered"]
        assert api.post(at_offer, {}, "stranger").json["code"] == "wrong_state"


def test_an_offer_that_ran_out_is_none(api):
    held = api.post("/reservations", body(3)).json["id"]
    entry = waits(api, "stranger", 3)
    with time_machine.travel(at(2, "08:00"), tick=False):
        api.post(f"/reservations/{held}/cancellation", {})
    with time_machine.travel(at(2, "12:00"), tick=False):
        assert not first_date(api, entry)["offered"]
        assert api.post(f"/reservations/{entry}/acceptance", {}, "stranger").status_code == 409


def test_in_the_last_day_all_are_asked_and_the_quickest_gets_it(api):
    held = api.post("/reservations", body(2)).json["id"]
    first, second = waits(api, "stranger", 2), waits(api, "colleague", 2)
    with time_machine.travel(at(1, "15:00"), tick=False):
        api.post(f"/reservations/{held}/cancellation", {})
        assert [first_date(api, one)["offered"] for one in (first, second)] == [True, True]
        assert api.post(f"/reservations/{second}/acceptance", {}, "colleague").json["status"] == "confirmed"
        late = api.post(f"/reservations/{first}/acceptance", {}, "stranger", Accept_Language="en")
        assert (late.status_code, late.json["code"]) == (409, "slot_taken")


def test_rivals_are_for_staff(api, holder):
    first, second = waits(api, "stranger"), waits(api, "colleague")
    for one in (holder, first):
        told = api.get(f"/reservations/{one}/rivals", "staff").json
        assert [card["reservation"] for card in told["holders"]] == [holder]
        assert [(card["reservation"], card["position"]) for card in told["waiting"]] == [
            (first, 1),
            (second, 2),
        ]
        assert told["waiting"][0]["contact"]["email"] == "kim@example.kr"
        assert told["waiting"][0]["waitlisted_at"] == "2026-12-01T00:00:00Z"
    assert api.get(f"/reservations/{holder}/rivals").status_code == 403
    assert api.get(f"/reservations/{holder}/rivals?recurrence_id=x", "staff").status_code == 422


def test_rivals_of_one_date_of_a_series(api):
    series = api.post("/reservations", body(7, rrule="FREQ=WEEKLY;COUNT=2")).json["id"]
    entry = waits(api, "stranger")
    missing = api.get(f"/reservations/{series}/rivals", "staff")
    assert [(e["field"], e["code"]) for e in missing.json["errors"]] == [("recurrence_id", "missing")]
    for date, waiting in (("2026-12-07T10:00:00", []), ("2026-12-14T10:00:00", [entry])):
        told = api.get(f"/reservations/{series}/rivals?recurrence_id={date}", "staff").json
        assert [card["recurrence_id"] for card in told["holders"]] == [date]
        assert [card["reservation"] for card in told["waiting"]] == waiting


@pytest.mark.parametrize(
    "move, status, spaces", [(True, "confirmed", ["hall"]), (False, "cancelled", ["room"])]
)
def test_staff_give_the_slot_to_who_waits(api, holder, move, status, spaces):
    entry = waits(api, "stranger")
    wish = {"move": move, "reason": "Delegation"}
    assert api.post(f"/reservations/{entry}/award", wish, "stranger").status_code == 403
    won = api.post(f"/reservations/{entry}/award", wish, "staff").json
    assert won["status"] == "confirmed" and won["occurrences"][0]["spaces"] == ["room"]
    lost = first_date(api, holder)
    assert (lost["status"], lost["spaces"]) == (status, spaces)
    assert api.post(f"/reservations/{entry}/award", {}, "staff").json["code"] == "wrong_state"


def tag_of_rivals(api, entry: int) -> str:
    answer = api.get(f"/reservations/{entry}/rivals", "staff")
    assert answer.headers["ETag"].startswith('"')
    return answer.headers["ETag"]


def test_a_preview_of_an_award_tells_everything_and_keeps_nothing(api, holder):
    entry = waits(api, "stranger")
    tag = tag_of_rivals(api, entry)
    told = api.post(f"/reservations/{entry}/award", {"preview": True}, "staff").json
    (loser,) = told["made_room"]
    assert told["status"] == "confirmed" and (loser["reservation"], loser["moved"]) == (holder, True)
    assert (loser["was"]["spaces"], loser["spaces"]) == (["room"], ["hall"])
    assert loser["was"]["status"] == loser["status"] == "confirmed" and loser["alternatives"] == []
    assert [(mail["reservation"], mail["kind"], mail["email"]) for mail in told["told"]] == [
        (entry, "invitation", "kim@example.kr"),
        (holder, "changed", "sato@example.jp"),
    ]
    ended = api.post(f"/reservations/{entry}/award", {"preview": True, "move": False}, "staff").json
    (loser,) = ended["made_room"]
    assert (loser["moved"], loser["status"], loser["spaces"]) == (False, "cancelled", ["room"])
    assert loser["alternatives"][0] == {
        "spaces": ["hall"],
        "starts_at": "2026-12-14T10:00:00+09:00",
        "ends_at": "2026-12-14T11:00:00+09:00",
    }
    assert first_date(api, holder)["spaces"] == ["room"] and first_date(api, entry)["status"] == "waitlisted"
    assert tag_of_rivals(api, entry) == tag


@pytest.mark.usefixtures("strict_approval")
def test_if_match_of_an_award(api):
    """The holder is approved after it was looked at: who gives its slot away is told."""
    holder = api.post("/reservations", body(14)).json["id"]
    entry = waits(api, "stranger")
    path, tag = f"/reservations/{entry}/award", tag_of_rivals(api, entry)
    assert api.post(f"/reservations/{holder}/approval", {"decision": "approve"}, "staff").status_code == 200
    for condition in (tag, f"W/{tag}", '"0-0"', ""):
        refused = api.post(path, {}, "staff", If_Match=condition)
        assert (refused.status_code, refused.json["code"]) == (412, "stale"), condition
    assert api.post(path, {}, "stranger", If_Match=tag).status_code == 403
    now = tag_of_rivals(api, entry)
    assert api.post(path, {"move": False}, "staff", If_Match=f'"x", {now}').status_code == 200
    assert first_date(api, holder)["status"] == "cancelled"


def test_another_holder_makes_another_tag(api):
    assert api.post("/reservations", body(14, space="desk-1", answers={})).status_code == 201
    entry = waits(api, "stranger", space="hall", answers={})
    tag = tag_of_rivals(api, entry)
    assert api.post("/reservations", body(14, space="desk-2", answers={}), "own").status_code == 201
    refused = api.post(f"/reservations/{entry}/award", {"preview": True}, "staff", If_Match=tag)
    assert refused.status_code == 412
    waits(api, "colleague", space="hall", answers={})
    now = tag_of_rivals(api, entry)
    assert api.post(f"/reservations/{entry}/award", {}, "staff", If_Match=now).status_code == 200


@pytest.mark.usefixtures("strict_approval")
@pytest.mark.parametrize("decision", ["approve", "decline"])
def test_if_match_of_a_decision(api, decision):
    """What was moved meanwhile is not decided as it stood before."""
    holder = api.post("/reservations", body(14)).json["id"]
    tag, entry = api.get(f"/reservations/{holder}").headers["ETag"], waits(api, "stranger")
    assert api.post(f"/reservations/{entry}/award", {}, "staff").status_code == 200
    path, wish = f"/reservations/{holder}/approval", {"decision": decision}
    assert api.post(path, wish, "staff", If_Match=tag).json["code"] == "stale"
    assert first_date(api, holder)["status"] == "tentative" and first_date(api, holder)["spaces"] == ["hall"]
    now = api.get(f"/reservations/{holder}").headers["ETag"]
    assert api.post(path, wish, "staff", If_Match=now).status_code == 200


def test_a_meeting_that_is_on_ends_now(api):
    made = api.post("/reservations", body(2)).json
    path = f"/reservations/{made['id']}/end"
    assert api.post(path, {}).json["code"] == "wrong_state"
    assert api.post(path, {"at": "now"}).status_code == 422
    with time_machine.travel(at(2, "10:20"), tick=False):
        told = api.post(path, {}).json
        assert told["occurrences"][0]["ends_at"] == "2026-12-02T01:20:00Z"
        assert told["status"] == "confirmed" and told["finished"]
        assert api.post(path, {}).status_code == 409


def test_checking_in(api):
    made = api.post("/reservations", body(2, rrule="FREQ=DAILY;COUNT=2")).json
    path = f"/reservations/{made['id']}/check_in"
    assert api.post(path, {}).json["code"] == "wrong_state"
    with time_machine.travel(at(2, "09:50"), tick=False):
        told = api.post(path, {}).json
        assert [o["checked_in_at"] for o in told["occurrences"]] == ["2026-12-02T00:50:00Z", None]
        assert told["checked_in"] and not told["finished"]
        assert api.post(path, {"scope": "one", "recurrence_id": "2026-12-03T10:00:00"}).status_code == 409
    with time_machine.travel(at(2, "11:00"), tick=False):
        told = api.get(f"/reservations/{made['id']}").json
        assert [o["finished"] for o in told["occurrences"]] == [True, False] and not told["finished"]
    with time_machine.travel(at(3, "11:00"), tick=False):
        assert api.get(f"/reservations/{made['id']}").json["finished"]


def test_staff_release_what_nobody_uses(api):
    rules_of_room(check_in=True, no_show_after=timedelta(minutes=10))
    held = api.post("/reservations", body(2)).json["id"]
    path = f"/reservations/{held}/release"
    with time_machine.travel(at(2, "10:05"), tick=False):
        assert api.post(path, {}, "staff").json["code"] == "wrong_state"
    with time_machine.travel(at(2, "10:10"), tick=False):
        assert api.post(path, {}).status_code == 403
        told = api.post(path, {"reason": "Nobody came"}, "staff").json
        assert told["status"] == "released" and told["occurrences"][0]["reason"] == "Nobody came"
    assert db.session.scalar(select(Occurrence.reason)) == "Nobody came"


@pytest.mark.parametrize(
    "name, wish, field, code",
    [
        ("check_in", {"scope": 1}, "scope", "not_a_text"),
        ("check_in", {"recurrence_id": "now", "scope": "one"}, "recurrence_id", "not_a_wall_time"),
        ("check_in", {"who": "me"}, "who", "unknown_field"),
        ("release", {"reason": "\x00"}, "reason", "control_characters"),
        ("acceptance", {"scope": "these"}, "scope", "unknown_answer"),
        ("choice", {}, "recurrence_id", "missing"),
        ("choice", {"recurrence_id": None}, "recurrence_id", "missing"),
        ("choice", {"recurrence_id": 20261202}, "recurrence_id", "not_a_wall_time"),
        ("choice", {"recurrence_id": "2026-02-30T10:00:00"}, "recurrence_id", "impossible_time"),
        ("award", {"move": "yes"}, "move", "not_yes_or_no"),
        ("award", {"reason": "x" * 1001}, "reason", "too_long_text"),
        ("award", {"recurrence_id": "2026-12-03T10:00:00"}, "recurrence_id", "unknown_date"),
        ("cancellation", {"scope": "none"}, "scope", "unknown_answer"),
    ],
)
def test_wrong_bodies(api, holder, name, wish, field, code):
    refused = api.post(f"/reservations/{holder}/{name}", wish, "staff")
    assert refused.status_code == 422, refused.text
    assert [(e["field"], e["code"]) for e in refused.json["errors"]] == [(field, code)]


def test_after_the_deadline_only_staff_cancel(api, holder):
    rules_of_room(cancellation_deadline=timedelta(days=14))
    refused = api.post(f"/reservations/{holder}/cancellation", {}, Accept_Language="en")
    assert (refused.status_code, refused.json["code"]) == (422, "policy")
    assert refused.json["errors"][0]["detail"] == (
        "This can be cancelled only until 14 days before it begins."
    )
    assert api.post(f"/reservations/{holder}/cancellation", {}, "staff").status_code == 200


def test_lists_by_status_and_time(api, holder):
    entry = waits(api, "colleague")
    series = api.post("/reservations", body(7, "14:00", "15:00", rrule="FREQ=WEEKLY;COUNT=2")).json["id"]

    def listed(query: str) -> list[int]:
        return [item["id"] for item in api.get(f"/reservations?{query}").json["items"]]

    assert listed("status=waitlisted") == [entry]
    assert listed("status=confirmed") == [series, holder]
    assert listed("from=2026-12-14T00:00:00Z&to=2026-12-14T02:00:00Z") == [entry, holder]
    assert listed("status=confirmed&from=2026-12-14T02:00:00Z") == [series]
    assert listed("to=2026-12-08T00:00:00%2B09:00") == [series]
    assert api.get("/reservations?status=late").json["errors"][0]["field"] == "status"
    assert api.get("/reservations?from=soon").json["errors"][0]["field"] == "from"
