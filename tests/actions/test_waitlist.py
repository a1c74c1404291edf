"""The line behind a slot: who moves up, when, and how they hear of it (D17). NOW is Tuesday, nine o'clock."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.actions.accept import accept
from booking.actions.approve import approve
from booking.actions.blackouts import Closing, add_blackout, remove_blackout
from booking.actions.cancel import cancel
from booking.actions.decline import decline
from booking.actions.expire import expire
from booking.actions.look_again import look_again
from booking.errors import Forbidden, OutOfPolicy, SlotTaken, WrongState
from booking.extensions import db
from booking.models import AuditEntry, EquipmentType
from booking.permissions import THE_CLOCK
from tests import factories
from tests.actions.dates import (
    DAILY,
    KIM,
    SATO,
    STAFF,
    SUZUKI,
    booking,
    claims,
    dates,
    edited,
    facts,
    made,
    mails,
    on,
    one,
    ruled,
    said,
    statuses,
    wall,
)
from tests.factories import NOW, at, person
from tests.models.ledger import overlaps

ADMIN = "admin@example.jp"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def waits(who: str = KIM, interval=None, **values) -> int:
    return made(interval or on(3), who=who, on_conflict="waitlist", **values)


def called_off(number: int, who: str = SATO, now=NOW, **scope):
    return cancel(number, by=person(who), now=now, **scope)


def again(number: int, now=NOW):
    return look_again(number, by=THE_CLOCK, now=now)


def test_the_first_in_line_gets_the_slot_and_the_rest_hear_that_they_moved_up():
    holder = made(on(3))
    first, second, third = waits(KIM), waits(SUZUKI), waits(ADMIN)
    assert statuses(first, second, third) == ["waitlisted"] * 3 and claims(first) == []
    before = said()
    called_off(holder)
    assert statuses(holder, first, second, third) == ["cancelled", "confirmed", "waitlisted", "waitlisted"]
    assert claims(first) == [("room", "12-03 09:45-11:00")]
    assert mails(before) == [
        (ADMIN, "moved_up", None),
        (KIM, "invitation", "REQUEST"),
        (SATO, "cancelled", None),
        (SUZUKI, "moved_up", None),
    ]
    assert [told["position"] for told in facts(before) if "position" in told] == [1, 2]


def test_a_slot_that_is_free_is_booked_at_once():
    assert statuses(waits()) == ["confirmed"]


def test_who_cannot_use_the_slot_is_passed_over():
    """The first wants longer than what became free."""
    holder = made(on(3))
    made(on(3, "11:15", "12:00"), who=SUZUKI)
    first, second = waits(KIM, on(3, "10:00", "11:15")), waits(ADMIN)
    called_off(holder)
    assert statuses(first, second) == ["waitlisted", "confirmed"]


def test_one_slot_may_make_room_for_two():
    holder = made(on(3, "10:00", "12:15"))
    first, second = waits(KIM, on(3, "10:00", "11:00")), waits(SUZUKI, on(3, "11:15", "12:15"))
    called_off(holder)
    assert statuses(first, second) == ["confirmed", "confirmed"] and overlaps() == 0


def test_the_setup_time_of_the_next_is_part_of_what_it_waits_for():
    """Only the quarter of an hour before eleven is in its way, and that becomes free."""
    holder = made(on(3, "10:00", "11:00"))
    waiting = waits(KIM, on(3, "11:00", "12:00"))
    assert statuses(waiting) == ["waitlisted"]
    called_off(holder)
    assert statuses(waiting) == ["confirmed"]


def test_what_makes_room_is_told_apart_by_how_much_time_is_left():
    """Two working days: at once. One: an offer that is held. The last day: offered to all."""
    outcomes = []
    for day in (3, 2):
        holder = made(on(day))
        waiting = waits(KIM, on(day))
        called_off(holder)
        outcomes.append((statuses(waiting)[0], len(claims(waiting)), one(waiting).offered_at))
    assert outcomes == [("confirmed", 1, None), ("tentative", 1, NOW)]
    holder = made(on(2, "13:00", "14:00"))
    both = waits(KIM, on(2, "13:00", "14:00")), waits(SUZUKI, on(2, "13:00", "14:00"))
    later = at(1, "13:00")
    called_off(holder, now=later)
    assert [(statuses(n)[0], len(claims(n)), one(n).offered_at) for n in both] == [
        ("waitlisted", 0, later), ("waitlisted", 0, later),
    ]  # fmt: skip


def test_an_offer_is_held_and_taken():
    holder = made(on(2))
    waiting = waits(KIM, on(2))
    called_off(holder)
    held = one(waiting)
    assert (held.waiting_for, held.expires_at) == ("applicant", NOW + timedelta(hours=4))
    with pytest.raises(SlotTaken):
        made(on(2), who=SUZUKI)
    with pytest.raises(Forbidden):
        accept(waiting, by=person(SUZUKI), now=NOW)
    accept(waiting, by=person(KIM), now=at(1, "12:59"))
    taken = one(waiting)
    assert (taken.status, taken.expires_at, taken.offered_at) == ("confirmed", None, None)
    with pytest.raises(WrongState):
        accept(waiting, by=person(KIM), now=at(1, "12:59"))


def test_an_offer_runs_out_and_goes_to_the_next():
    holder = made(on(2, "15:00", "16:00"))
    first, second = waits(KIM, on(2, "15:00", "16:00")), waits(SUZUKI, on(2, "15:00", "16:00"))
    called_off(holder)
    with pytest.raises(WrongState):
        accept(first, by=person(KIM), now=at(1, "13:00"))
    expire(first, by=THE_CLOCK, now=at(1, "13:00"))
    assert statuses(first, second) == ["expired", "tentative"]
    assert one(second).expires_at == at(1, "17:00")
    accept(second, by=person(SUZUKI), now=at(1, "16:00"))
    assert statuses(second) == ["confirmed"]


def test_who_declines_an_offer_leaves_it_to_the_next():
    holder = made(on(2))
    first, second = waits(KIM, on(2)), waits(SUZUKI, on(2))
    called_off(holder)
    called_off(first, KIM)
    assert statuses(first, second) == ["withdrawn", "tentative"]


def test_offered_to_all_the_first_to_accept_gets_it():
    now = at(2, "09:00")
    holder = made(on(2, "15:00", "16:00"))
    first, second = waits(KIM, on(2, "15:00", "16:00")), waits(SUZUKI, on(2, "15:00", "16:00"))
    before = said()
    called_off(holder, now=now)
    assert [(who, kind) for who, kind, _ in mails(before) if kind == "offer"] == [
        (KIM, "offer"),
        (SUZUKI, "offer"),
    ]
    accept(second, by=person(SUZUKI), now=now)
    with pytest.raises(SlotTaken):
        accept(first, by=person(KIM), now=now)
    assert statuses(first, second) == ["waitlisted", "confirmed"] and overlaps() == 0


def test_an_offer_to_all_is_made_once():
    now = at(2, "09:00")
    holder = made(on(2, "15:00", "16:00"))
    waiting = waits(KIM, on(2, "15:00", "16:00"))
    called_off(holder, now=now)
    before = said()
    assert again(waiting, now=at(2, "10:00")) is None
    assert mails(before) == [] and one(waiting).offered_at == now


def test_nobody_moves_up_inside_the_notice_that_the_space_wants():
    ruled("room", min_notice=timedelta(days=1))
    holder = made(on(3))
    waiting = waits()
    called_off(holder, STAFF, now=at(2, "10:01"))
    assert statuses(waiting) == ["waitlisted"] and one(waiting).offered_at is None
    with pytest.raises(WrongState):
        accept(waiting, by=person(KIM), now=at(2, "10:02"))


def test_nor_into_a_time_that_is_closed_by_now_until_it_opens_again():
    holder = made(on(3))
    waiting = waits()
    added = add_blackout(Closing("room", on(3), {}), by=person(STAFF), now=NOW)
    assert [hit.reservation_id for hit in added.hits] == [holder]
    called_off(holder)
    assert statuses(waiting) == ["waitlisted"] and again(waiting) is None
    remove_blackout(added.ids[0], by=person(STAFF), now=NOW)
    assert again(waiting) is not None
    assert statuses(waiting) == ["confirmed"]


def test_nor_beyond_a_quota_until_there_is_room_in_it():
    ruled("room", quotas=[{"whose": "person", "measure": "number", "per": "week", "most": 1}])
    holder, other = made(on(3)), made(on(4), who=KIM)
    with pytest.raises(OutOfPolicy):
        waits()
    called_off(other, KIM)
    waiting = waits()
    other = made(on(2), who=KIM)
    called_off(holder)
    assert statuses(waiting) == ["waitlisted"]
    called_off(other, KIM)
    again(waiting)
    assert statuses(waiting) == ["confirmed"]


def test_who_needs_approval_asks_for_it_when_they_move_up():
    ruled("room", approval="always")
    holder, waiting = made(on(3), who=STAFF), waits()
    called_off(holder, STAFF)
    assert (statuses(waiting), one(waiting).waiting_for) == (["tentative"], "staff")
    approve(waiting, by=person(STAFF), now=NOW)
    assert statuses(waiting) == ["confirmed"]


def test_each_space_of_an_entry_may_want_approval():
    ruled("hall", approval="always")
    holder = made(on(3), who=STAFF)
    waiting = waits(spaces=("room", "hall"))
    called_off(holder, STAFF)
    assert (statuses(waiting), one(waiting).waiting_for) == (["tentative"], "staff")


@pytest.mark.parametrize("verb", ["decline", "expire", "move", "shorten"])
def test_whatever_frees_the_slot_makes_room(verb):
    ruled("room", approval="always" if verb in ("decline", "expire") else "never")
    holder = made(on(3, "10:00", "12:00"))
    waiting = waits(STAFF, on(3, "11:15", "12:00") if verb in ("shorten", "expire") else None)
    assert statuses(waiting) == ["waitlisted"]
    if verb == "decline":
        decline(holder, by=person(STAFF), now=NOW)
    elif verb == "move":
        edited(holder, interval=on(4, "10:00", "12:00"))
    elif verb == "shorten":
        edited(holder, interval=on(3, "10:00", "11:00"))
    else:
        expire(holder, by=THE_CLOCK, now=at(3, "10:00"))
    offered = one(waiting).offered_at is not None
    assert offered if verb == "expire" else statuses(waiting) == ["confirmed"]


def test_the_date_of_a_series_that_waited_is_no_longer_left_out():
    holder = made(on(3))
    series = made(on(2), who=KIM, rrule=DAILY, on_conflict="waitlist")
    before = said()
    called_off(holder)
    assert dates(series)[wall(3)] == ("confirmed", "12-03 10:00-11:00")
    told = next(each for each in facts(before) if each["rrule"])
    assert (told["exdates"], told["recurrence_id"]) == ([], None)


def test_several_dates_that_waited_and_left_move_up_those_behind():
    for day in (2, 3):
        made(on(day))
    first = made(on(2), who=KIM, rrule=DAILY, on_conflict="waitlist")
    waits(SUZUKI, on(2)), waits(ADMIN, on(3))
    before = said()
    called_off(first, KIM)
    assert [(who, kind) for who, kind, _ in mails(before) if kind == "moved_up"] == [
        (ADMIN, "moved_up"), (SUZUKI, "moved_up"),
    ]  # fmt: skip


def test_a_desk_makes_room_for_who_waits_for_the_whole():
    desks = made(on(3), spaces=("desk-1",)), made(on(3), who=SUZUKI, spaces=("desk-2",))
    waiting = waits(spaces=("hall",))
    called_off(desks[0])
    assert statuses(waiting) == ["waitlisted"]
    called_off(desks[1], SUZUKI)
    assert statuses(waiting) == ["confirmed"]
    assert [slug for slug, _ in claims(waiting)] == ["desk-1", "desk-2", "hall"]


def test_the_whole_makes_room_for_who_waits_for_a_desk():
    holder = made(on(3), spaces=("hall",))
    both = waits(spaces=("desk-1",)), waits(SUZUKI, spaces=("desk-2",))
    called_off(holder)
    assert statuses(*both) == ["confirmed", "confirmed"]


def test_a_unit_that_is_given_back_makes_room():
    lent = made(on(3), spaces=("hall",), equipment={"projector": 2})
    waiting = waits(equipment={"projector": 1})
    assert statuses(waiting) == ["waitlisted"]
    called_off(lent)
    assert statuses(waiting) == ["confirmed"]
    assert {slug for slug, _ in claims(waiting)} == {"room", "projector-1"}


def test_a_unit_given_back_by_an_edit_makes_room():
    lent = made(on(3), spaces=("hall",), equipment={"projector": 2})
    waiting = waits(equipment={"projector": 1})
    edited(lent, equipment={"projector": 1})
    assert statuses(waiting) == ["confirmed"] and overlaps() == 0


def test_who_waits_may_wait_for_another_time_instead():
    """The new time is free: they have it, at the latest when the clock looks."""
    made(on(3))
    waiting = waits()
    edited(waiting, KIM, interval=on(3, "14:00", "15:00"))
    again(waiting)
    assert dates(waiting) == {wall(3, "14:00"): ("confirmed", "12-03 14:00-15:00")}


def test_a_space_may_have_no_waitlist():
    ruled("room", waitlist=False)
    made(on(3))
    with pytest.raises(OutOfPolicy) as refused:
        waits()
    assert [rule.code for rule in refused.value.rules] == ["no_waitlist"]


def test_the_wait_is_over_when_the_time_begins():
    made(on(3))
    waiting = waits()
    assert expire(waiting, by=THE_CLOCK, now=at(3, "09:59")) is None
    expire(waiting, by=THE_CLOCK, now=at(3, "10:00"))
    assert statuses(waiting) == ["expired"]


def test_a_promotion_is_in_the_history():
    holder = made(on(3))
    waiting = waits()
    called_off(holder)
    found = db.session.scalars(
        select(AuditEntry).filter_by(reservation_id=waiting).order_by(AuditEntry.id)
    ).all()
    assert [(entry.action, entry.door, entry.rule) for entry in found] == [
        ("book", "web", "within_policy"), ("promote", "clock", "at_once"),
    ]  # fmt: skip
    assert found[1].before["occurrences"] == found[0].after["occurrences"]


def test_a_type_that_has_gone_out_of_service_makes_nobody_move_up():
    holder = made(on(3))
    waiting = waits(equipment={"projector": 1})
    kind = db.session.scalars(select(EquipmentType)).one()
    for unit in db.session.scalars(select(factories.Resource).filter_by(equipment_type_id=kind.id)):
        unit.active = False
    db.session.commit()
    called_off(holder)
    assert statuses(waiting) == ["waitlisted"] and booking(holder).status == "cancelled"
