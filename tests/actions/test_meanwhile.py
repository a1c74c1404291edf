"""What staff change while bookings stand or are asked for (D16), and which equipment comes along (D7, D8)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.actions.approve import approve
from booking.actions.blackouts import Closing, add_blackout
from booking.actions.cancel import cancel
from booking.actions.move_away import move_away
from booking.actions.policies import edit_policy
from booking.actions.resources import edit_resource
from booking.errors import Invalid, OutOfPolicy, SlotTaken
from booking.extensions import db
from booking.models import AuditEntry, EquipmentType, Resource
from tests import factories
from tests.actions.dates import (
    DAILY,
    KIM,
    SATO,
    STAFF,
    booking,
    claims,
    edited,
    made,
    on,
    one,
    ruled,
    statuses,
    times,
)
from tests.factories import NOW, person
from tests.models.ledger import overlaps


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def staff():
    return person(STAFF)


def last_entry(number: int) -> AuditEntry:
    rows = select(AuditEntry).filter_by(reservation_id=number).order_by(AuditEntry.id.desc())
    return db.session.scalars(rows).first()


def test_a_request_is_judged_again_by_the_rules_of_the_day_it_is_approved():
    ruled("room", approval="always")
    number = made(on(3, "10:00", "12:00"))
    values = {"max_duration": timedelta(hours=1)}
    edit_policy("room", by=staff(), now=NOW, values=values)
    with pytest.raises(OutOfPolicy) as refused:
        approve(number, by=staff(), now=NOW)
    assert [(rule.code, rule.values) for rule in refused.value.rules] == [("too_long", values)]
    assert statuses(number) == ["tentative"]
    approve(number, by=staff(), now=NOW, override_reason="Asked for before")
    entry = last_entry(number)
    assert (statuses(number), entry.rule, entry.reason) == (
        ["confirmed"], "override:too_long", "Asked for before",
    )  # fmt: skip


def test_a_quota_of_today_is_judged_too():
    ruled("room", approval="always")
    numbers = [made(on(3)), made(on(4))]
    ruled("room", quotas=[{"whose": "person", "measure": "number", "per": "week", "most": 1}])
    for number in numbers:
        with pytest.raises(OutOfPolicy) as refused:
            approve(number, by=staff(), now=NOW)
        assert [rule.code for rule in refused.value.rules] == ["over_quota"]
    cancel(numbers[1], by=person(SATO), now=NOW)
    approve(numbers[0], by=staff(), now=NOW)
    assert statuses(*numbers) == ["confirmed", "withdrawn"]


def test_what_staff_knew_when_it_was_asked_is_not_told_again():
    """Out of policy from the beginning: the request was made because of it."""
    ruled("room", approval="out_of_policy", max_duration=timedelta(hours=1))
    number = made(on(3, "10:00", "12:00"))
    assert statuses(number) == ["tentative"]
    approve(number, by=staff(), now=NOW)
    assert statuses(number) == ["confirmed"]


def test_a_confirmed_booking_outlives_a_change_of_policy():
    number = made(on(3, "10:00", "12:00"))
    before = claims(number)
    edit = edit_policy("room", by=staff(), now=NOW, values={"max_duration": timedelta(hours=1)})
    assert [hit.occurrence.reservation_id for hit in edit.hits.shown] == [number]
    ruled("room", setup_time=timedelta(hours=1))
    assert (statuses(number), claims(number)) == (["confirmed"], before)


def test_a_space_out_of_service_takes_no_new_bookings_and_keeps_the_old():
    number = made(on(3))
    hit = edit_resource("room", by=staff(), now=NOW, values={"active": False})
    assert [one.reservation_id for one in hit] == [number]
    with pytest.raises(Invalid) as refused:
        made(on(4))
    assert [rule.code for rule in refused.value.rules] == ["unknown_space"]
    assert (statuses(number), claims(number)) == (["confirmed"], [("room", "12-03 09:45-11:00")])
    cancel(number, by=person(SATO), now=NOW)
    assert (statuses(number), claims(number)) == (["cancelled"], [])


def test_nobody_moves_up_into_a_space_out_of_service():
    holder = made(on(3))
    waiting = made(on(3), who=KIM, on_conflict="waitlist")
    edit_resource("room", by=staff(), now=NOW, values={"active": False})
    cancel(holder, by=person(SATO), now=NOW)
    assert statuses(holder, waiting) == ["cancelled", "waitlisted"]


def test_bookings_that_a_blackout_hits_are_moved_away():
    series, single = made(on(2), rrule=DAILY), made(on(3, "13:00", "14:00"), who=KIM)
    hit = add_blackout(Closing("room", on(3, "09:00", "17:00"), {}), by=staff(), now=NOW).hits
    ids = [each.id for each in hit]
    done = move_away(ids, by=staff(), now=NOW, reason="Water")
    assert (sorted(done.moved), done.left, overlaps()) == (sorted(ids), [], 0)
    assert [space.slug for space in one(single).spaces] == ["hall"]
    assert times(series) == ["12-02 10:00-11:00", "12-03 10:00-11:00", "12-04 10:00-11:00"]
    assert sorted({slug for slug, _ in claims(series)}) == ["desk-1", "desk-2", "hall", "room"]


def fixed_in(slug: str, unit: str = "projector-1") -> None:
    edit_resource(unit, by=staff(), now=NOW, values={"part_of": slug})


def test_a_unit_fixed_in_a_space_comes_with_it_and_counts_for_its_type():
    fixed_in("room")
    number = made(on(3))
    assert claims(number) == [("projector-1", "12-03 10:00-11:00"), ("room", "12-03 09:45-11:00")]
    number = made(on(4), equipment={"projector": 1})
    assert [slug for slug, _ in claims(number)] == ["projector-1", "room"]
    number = made(on(4, "14:00", "15:00"), equipment={"projector": 2})
    assert [slug for slug, _ in claims(number)] == ["projector-1", "projector-2", "room"]


def test_it_goes_nowhere_else():
    fixed_in("room")
    with pytest.raises(Invalid) as refused:
        made(on(3), spaces=("hall",), equipment={"projector": 2})
    assert [rule.code for rule in refused.value.rules] == ["too_many_units"]
    made(on(3), spaces=("hall",), equipment={"projector": 1})
    with pytest.raises(SlotTaken) as refused:
        made(on(3), spaces=("desk-1",), equipment={"projector": 1})
    assert {c.resource for c in refused.value.conflicts} == {"desk-1", "projector"}


def test_a_unit_is_booked_by_itself_only_where_its_type_needs_no_space():
    with pytest.raises(Invalid) as refused:
        made(on(3), spaces=("projector-1",), answers={})
    assert [rule.code for rule in refused.value.rules] == ["unknown_space"]
    db.session.scalars(select(EquipmentType)).one().needs_space = False
    db.session.commit()
    number = made(on(3), spaces=("projector-1",), answers={})
    assert claims(number) == [("projector-1", "12-03 10:00-11:00")]
    with pytest.raises(SlotTaken):
        made(on(3, "10:30", "11:30"), who=KIM, spaces=("projector-1",), answers={})
    other = made(on(3), who=KIM, equipment={"projector": 1})
    assert "projector-2" in {slug for slug, _ in claims(other)}


def test_whoever_waits_for_a_unit_by_itself_gets_it():
    db.session.scalars(select(EquipmentType)).one().needs_space = False
    db.session.commit()
    holder = made(on(3), spaces=("projector-1",), answers={})
    waiting = made(on(3), who=KIM, spaces=("projector-1",), answers={}, on_conflict="waitlist")
    cancel(holder, by=person(SATO), now=NOW)
    assert statuses(waiting) == ["confirmed"]


def test_a_unit_out_of_service_is_chosen_no_more():
    edit_resource("projector-1", by=staff(), now=NOW, values={"active": False})
    number = made(on(3), equipment={"projector": 1})
    assert [slug for slug, _ in claims(number)] == ["projector-2", "room"]
    with pytest.raises(Invalid):
        made(on(4), equipment={"projector": 2})


def test_more_units_and_fewer_by_an_edit():
    number = made(on(3), equipment={"projector": 1})
    edited(number, equipment={"projector": 2})
    assert [slug for slug, _ in claims(number)] == ["projector-1", "projector-2", "room"]
    edited(number, equipment={})
    assert [slug for slug, _ in claims(number)] == ["room"]
    assert booking(number).equipment == []


def test_part_of_a_whole_that_is_booked_is_added_by_the_desk_or_not_at_all():
    """Whoever has the hall has everything in it (D7)."""
    made(on(3), spaces=("hall",))
    fixed_in("hall", "projector-2")
    assert {slug for slug, _ in claims(1)} == {"hall", "desk-1", "desk-2", "projector-2"}
    unit = db.session.scalars(select(Resource).filter_by(slug="projector-2")).one()
    assert unit.part_of_id is not None
