"""POST /reservations: what is answered, kept once, tried, and offered instead."""

from sqlalchemy import func, select

from booking.api.schemas.reservation import AttendeeSchema, ClaimSchema, OccurrenceSchema, ReservationSchema
from booking.extensions import db
from booking.models import Reservation
from tests.api.conftest import body


def counts() -> dict[str, int]:
    """Rows of every table but the one that notes refusals."""
    tables = [table for table in db.metadata.sorted_tables if table.name != "refusal"]
    found = {t.name: db.session.scalar(select(func.count()).select_from(t)) for t in tables}
    db.session.rollback()
    return found


def test_a_booking_is_answered_whole(api):
    guests = [{"email": "kim@example.kr", "name": "김민수", "locale": "ko", "tzid": "Asia/Seoul"}]
    made = api.post("/reservations", body(attendees=guests, equipment={"projector": 1}, headcount=6))
    assert made.status_code == 201, made.text
    told = made.json
    assert made.headers["Location"] == f"/api/v1/reservations/{told['id']}"
    assert told["href"] == f"http://localhost/reservations/{told['id']}"
    assert (told["starts_at"], told["tzid"]) == ("2026-12-02T01:00:00Z", "Asia/Tokyo")
    assert (told["status"], told["space"], told["equipment"]) == ("confirmed", "room", {"projector": 1})
    meeting = told["occurrences"][0]
    assert meeting["recurrence_id"] == "2026-12-02T10:00:00" and meeting["units"] == ["projector-1"]
    assert {"resource": "room", "starts_at": "2026-12-02T00:45:00Z", "ends_at": "2026-12-02T02:00:00Z"} in (
        meeting["claims"]
    )
    assert [(a["email"], a["role"], a["partstat"], a["locale"]) for a in told["attendees"]] == [
        ("sato@example.jp", "CHAIR", "ACCEPTED", "ja"),
        ("kim@example.kr", "REQ-PARTICIPANT", "NEEDS-ACTION", "ko"),
    ]
    assert api.get(f"/reservations/{told['id']}").json == told


def test_the_document_names_exactly_what_is_answered(api):
    told = api.post("/reservations", body(equipment={"projector": 1})).json
    assert set(told) == set(ReservationSchema().fields)
    assert set(told["occurrences"][0]) == set(OccurrenceSchema().fields)
    assert set(told["occurrences"][0]["claims"][0]) == set(ClaimSchema().fields)
    assert set(told["attendees"][0]) == set(AttendeeSchema().fields)


def test_alternatives_can_be_posted_as_they_are(api):
    api.post("/reservations", body())
    for wish in (body(), body(space=None, spaces=["room"])):
        wish = {name: value for name, value in wish.items() if value is not None}
        refused = api.post("/reservations", wish, "stranger")
        assert refused.status_code == 409 and refused.json["code"] == "slot_taken"
        taken = {"resource": "room", "starts_at": "2026-12-02T00:45:00Z", "ends_at": "2026-12-02T02:00:00Z"}
        assert refused.json["conflicts"] == [taken]
        assert len(refused.json["alternatives"]) == 4
        for other in refused.json["alternatives"]:
            assert other["starts_at"].endswith("+09:00")
            assert api.post("/reservations", wish | other | {"preview": True}, "stranger").status_code == 200
    assert api.post("/reservations", wish | refused.json["alternatives"][0], "stranger").status_code == 201


def test_a_shortage_of_units_is_told(api):
    api.post("/reservations", body(space="hall", equipment={"projector": 2}))
    refused = api.post("/reservations", body(equipment={"projector": 1}))
    assert refused.status_code == 409
    assert refused.json["conflicts"] == [{"resource": "projector", "free_units": 0}]


def test_the_same_key_books_once(api):
    once = {"Idempotency_Key": "booking 1"}
    first, second = (api.post("/reservations", body(), **once) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json == second.json and first.headers["Location"] == second.headers["Location"]
    assert counts()["reservation"] == 1
    other = api.post("/reservations", body(3), **once)
    assert (other.status_code, other.json["code"]) == (422, "idempotency_mismatch")
    assert api.post("/reservations", body(3), "stranger", **once).status_code == 201


def test_a_refusal_is_not_kept(api):
    once = {"Idempotency_Key": "k"}
    assert api.post("/reservations", body(title=""), **once).status_code == 422
    assert api.post("/reservations", body(), **once).status_code == 201


def test_a_key_is_short_and_printable(api):
    for key in ("", " ", "x" * 201, "キー".encode().decode("latin-1")):
        refused = api.post("/reservations", body(), Idempotency_Key=key)
        assert refused.status_code == 422, key
        assert refused.json["errors"][0]["code"] == "bad_key"
    assert api.post("/reservations", body(), Idempotency_Key="x" * 200).status_code == 201


def test_a_preview_leaves_nothing(api):
    api.get("/reservations")  # the token's first use is noted
    before = counts()
    tried = api.post("/reservations", body(preview=True, equipment={"projector": 2}), Idempotency_Key="k")
    assert tried.status_code == 200 and tried.json["status"] == "confirmed"
    assert len(tried.json["occurrences"][0]["units"]) == 2
    assert counts() == before
    assert api.post("/reservations", body(), Idempotency_Key="k").status_code == 201
    assert api.post("/reservations", body(preview=True)).status_code == 409


def test_staff_book_for_somebody_without_an_account(api):
    person = {"name": "田中", "company": "北海ソフト", "phone": "+81 11 000 0000"}
    made = api.post("/reservations", body(booked_for=person), "staff").json
    assert made["contact"] == person | {"email": "", "reading": ""} and made["attendees"] == []
    assert api.get(f"/reservations/{made['id']}", "colleague").status_code == 200
    refused = api.post("/reservations", body(3, booked_for=person))
    assert (refused.status_code, refused.json["code"]) == (403, "forbidden")


def test_staff_may_break_a_rule_with_a_reason(api):
    sunday = body(6, override_reason="Trade fair")
    assert api.post("/reservations", sunday).json["code"] == "policy"
    assert api.post("/reservations", sunday, "staff").status_code == 201


def test_all_broken_rules_are_told_at_once(api):
    refused = api.post("/reservations", body(5, "07:10", "07:15", headcount=9, answers={}))
    assert (refused.status_code, refused.json["code"]) == (422, "policy")
    assert {(e["code"], e["field"]) for e in refused.json["errors"]} == {
        ("off_grid", "starts_at"), ("too_short", "ends_at"),
        ("outside_opening_hours", "starts_at"), ("over_capacity", "headcount"),
        ("answer_required", "answers.purpose"),
    }  # fmt: skip
    assert db.session.scalar(select(func.count(Reservation.id))) == 0
