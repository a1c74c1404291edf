"""What a booking and a refusal cost, in statements."""

import pytest

from booking.extensions import db
from tests.api.conftest import body
from tests.web.pages import Queries

BOOKED = {"sqlite": 22, "postgresql": 24}
TAKEN = {"sqlite": 13, "postgresql": 16}


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
