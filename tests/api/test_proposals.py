"""Other times that invited people propose: shown with the reservation, accepted or declined."""

import pytest
from sqlalchemy import select

from booking.actions.propose import Wish, propose
from booking.extensions import db
from booking.models import Attendee
from tests.api.conftest import body
from tests.factories import NOW, span
from tests.web.pages import Queries

LI = "li@example.tw"


def proposed(api, day: int = 4, whole: bool = False, **more) -> tuple[int, int]:
    """A reservation and what is proposed for its first date."""
    made = api.post("/reservations", body(3, attendees=[{"email": LI}], **more)).json["id"]
    who = db.session.scalars(select(Attendee.id).filter_by(reservation_id=made, email=LI)).one()
    wish = Wish(span(day, "10:00", "11:00"), "2026-12-03T10:00:00", whole, "After lunch")
    return made, propose(who, wish, now=NOW)


def shown(api, number: int, who: str = "own") -> list:
    return api.get(f"/reservations/{number}", who).json["proposals"]


def test_it_is_shown_with_the_reservation(api):
    number, proposal = proposed(api)
    told = {
        "id": proposal, "attendee": LI, "recurrence_id": "2026-12-03T10:00:00", "scope": "one",
        "starts_at": "2026-12-04T01:00:00Z", "ends_at": "2026-12-04T02:00:00Z", "comment": "After lunch",
        "status": "open", "made_at": "2026-12-01T00:00:00Z", "decided_at": None,
    }  # fmt: skip
    assert shown(api, number) == shown(api, number, "colleague") == [told]
    (item,) = api.get("/reservations").json["items"]
    assert item["proposals"] == [told]


@pytest.mark.parametrize("who", ["own", "staff"])
def test_accepted_it_is_the_new_time(api, who):
    number, proposal = proposed(api)
    done = api.post(f"/proposals/{proposal}/acceptance", {}, who)
    assert (done.status_code, done.json["id"], done.json["starts_at"]) == (
        200,
        number,
        "2026-12-04T01:00:00Z",
    )
    assert done.json["proposals"][0]["status"] == "accepted" and "ETag" in done.headers
    again = api.post(f"/proposals/{proposal}/acceptance", {}, who)
    assert (again.status_code, again.json["code"]) == (409, "proposal_decided")


def test_of_a_series_all_dates(api):
    _, proposal = proposed(api, whole=True, rrule="FREQ=WEEKLY;COUNT=3")
    done = api.post(f"/proposals/{proposal}/acceptance", {}).json
    starts = [date["starts_at"][8:10] for date in done["occurrences"]]
    assert starts == ["04", "11", "18"] and done["proposals"][0]["scope"] == "all"


def test_declined_all_stays_as_it_is(api):
    number, proposal = proposed(api)
    done = api.post(f"/proposals/{proposal}/decline", {"reason": "Closed then"})
    assert (done.status_code, done.json["starts_at"]) == (200, "2026-12-03T01:00:00Z")
    assert shown(api, number)[0]["status"] == "declined"


def test_what_is_in_the_way_is_told_and_it_stays_open(api):
    assert api.post("/reservations", body(4), "stranger").status_code == 201
    number, proposal = proposed(api)
    refused = api.post(f"/proposals/{proposal}/acceptance", {})
    assert (refused.status_code, refused.json["code"]) == (409, "slot_taken")
    assert refused.json["conflicts"] and refused.json["alternatives"]
    assert api.patch(f"/reservations/{number}", refused.json["alternatives"][0]).status_code == 200
    assert shown(api, number)[0]["status"] == "outdated"


@pytest.mark.parametrize("verb", ["acceptance", "decline"])
def test_only_the_booker_and_staff_decide(api, verb):
    number, proposal = proposed(api)
    for who, status in (("colleague", 403), ("stranger", 404), (None, 401)):
        assert api.post(f"/proposals/{proposal}/{verb}", {}, who).status_code == status
    assert api.post(f"/proposals/{proposal}/{verb}", {"x": 1}).status_code == 422
    assert shown(api, number)[0]["status"] == "open"


def test_a_page_of_reservations_costs_no_more_for_more_proposals(api):
    costs = []
    for space in ({}, {"space": "hall", "answers": {}}):
        proposed(api, **space)
        api.get("/reservations")
        with Queries() as queries:
            items = api.get("/reservations").json["items"]
        costs.append(queries.count)
        assert sum(len(item["proposals"]) for item in items) == len(costs)
    assert costs[0] == costs[1]
