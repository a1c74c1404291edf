"""GET /audit says what each entry made another, old and new."""

from tests.api.conftest import body
from tests.api.test_series import rules_of_room
from tests.web.pages import Queries


def found(api, number, entry=0):
    """Of the newest entry, unless told otherwise."""
    return api.get(f"/audit?reservation={number}", "staff").json["items"][entry]["changes"]


def test_spaces_and_equipment_by_slug_and_times_in_utc(api):
    number = api.post("/reservations", body()).json["id"]
    assert found(api, number) == []
    later = {"starts_at": "2026-12-03T10:00:00+09:00", "ends_at": "2026-12-03T11:00:00+09:00"}
    edit = later | {"space": "hall", "equipment": {"projector": 1}, "title": "Other"}
    assert api.patch(f"/reservations/{number}", edit).status_code == 200
    old = body()
    assert found(api, number) == [
        {"what": "title", "recurrence_id": "", "old": old["title"], "new": "Other"},
        {"what": "spaces", "recurrence_id": "", "old": ["room"], "new": ["hall"]},
        {
            "what": "time",
            "recurrence_id": "",
            "old": {"starts_at": "2026-12-02T01:00:00+00:00", "ends_at": "2026-12-02T02:00:00+00:00"},
            "new": {"starts_at": "2026-12-03T01:00:00+00:00", "ends_at": "2026-12-03T02:00:00+00:00"},
        },
        {"what": "equipment", "recurrence_id": "", "old": {}, "new": {"projector": 1}},
    ]


def test_a_series_names_the_date(api):
    number = api.post("/reservations", body(rrule="FREQ=WEEKLY;COUNT=3")).json["id"]
    off = {"scope": "one", "recurrence_id": "2026-12-09T10:00:00"}
    assert api.post(f"/reservations/{number}/cancellation", off).status_code == 200
    (gone,) = found(api, number)
    assert (gone["what"], gone["recurrence_id"], gone["new"]) == ("date", "2026-12-09T10:00:00", None)


def test_an_entry_that_is_of_no_booking_has_none(api):
    rules_of_room(closed_on_holidays=False)
    assert api.patch("/policy", {"grid": "PT5M"}, "admin").status_code == 200
    newest = api.get("/audit", "staff").json["items"][0]
    assert newest["reservation_id"] is None and newest["changes"] == []


def test_however_many_entries_they_cost_as_much(api):
    number = api.post("/reservations", body()).json["id"]
    costs = []
    for space in ("hall", "room", "hall"):
        assert api.patch(f"/reservations/{number}", {"space": space}).status_code == 200
        api.get(f"/audit?reservation={number}", "staff")
        with Queries() as queries:
            found(api, number)
        costs.append(queries.count)
    assert len(set(costs)) == 1
