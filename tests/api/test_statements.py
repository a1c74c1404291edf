"""What a booking and a refusal cost, in statements."""

import pytest

from booking.extensions import db
from tests.api.conftest import body
from tests.api.test_series import rules_of_room
from tests.web.pages import Queries

BOOKED = {"sqlite": 24, "postgresql": 26}
TAKEN = {"sqlite": 17, "postgresql": 20}  # the last two: whose it is, and whether they wait for it already
SERIES_TAKEN = {"sqlite": 18, "postgresql": 20}


@pytest.mark.parametrize("already, cost, status", [(False, BOOKED, 201), (True, TAKEN, 409)])
def test_the_statements_of_a_booking_and_of_a_refusal(api, already, cost, status):
    wish = body(equipment={"projector": 1})
    api.post("/reservations", wish | {"preview": not already})  # notes the token's use as well
    with Queries() as queries:
        assert api.post("/reservations", wish).status_code == status
    assert queries.count == cost[db.engine.dialect.name]


def test_a_space_whose_part_is_taken_is_not_offered(api):
    times = {"title": "Talks", "tzid": "Asia/Tokyo"} | {n: body()[n] for n in ("starts_at", "ends_at")}
    assert api.post("/reservations", times | {"space": "desk-1"}).status_code == 201
    assert api.post("/reservations", body()).status_code == 201
    refused = api.post("/reservations", body())
    assert refused.status_code == 409
    assert "hall" not in [offer["space"] for offer in refused.json["alternatives"]]


@pytest.mark.parametrize("dates, entries", [(2, 1), (12, 3)])
def test_a_page_of_reservations_costs_the_same_however_many_dates_wait(api, dates, entries):
    """Some wait, and one has a space of its own."""
    weekly = body(rrule=f"FREQ=WEEKLY;COUNT={dates}")
    own = {"recurrence_id": "2026-12-02T10:00:00", "space": "hall"}
    own |= {name: body()[name] for name in ("starts_at", "ends_at")}
    assert api.post("/reservations", weekly | {"overrides": [own]}).status_code == 201
    for who in ("stranger", "colleague", "staff")[:entries]:
        assert api.post("/reservations", weekly | {"on_conflict": "waitlist"}, who).status_code == 201
    api.get("/reservations", "staff")
    with Queries() as queries:
        page = api.get("/reservations", "staff").json["items"]
    assert [len(item["waitlisted"]) for item in page] == [dates] * (entries - 1) + [dates - 1, 0]
    assert queries.count == 10
    with Queries() as queries:
        assert api.get(f"/reservations/{page[0]['id']}", "staff").status_code == 200
    assert queries.count == 11


@pytest.mark.parametrize("dates", [3, 30])
def test_a_series_is_refused_with_as_many_statements_as_a_shorter_one(api, dates):
    rules_of_room(closed_on_holidays=False)
    wish = body(rrule=f"FREQ=WEEKLY;COUNT={dates}", equipment={"projector": 1})
    assert api.post("/reservations", wish).status_code == 201
    api.get("/reservations", "staff")
    with Queries() as queries:
        refused = api.post("/reservations", wish, "staff")
    assert refused.status_code == 409 and len(refused.json["conflicts"]) == dates
    assert queries.count == SERIES_TAKEN[db.engine.dialect.name]
