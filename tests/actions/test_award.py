"""Staff give a slot to who waits for it: its holders make room (D17), also against one another."""

import pytest

from booking.actions.approve import approve
from booking.actions.award import award
from booking.actions.blackouts import Closing, add_blackout
from booking.actions.cancel import cancel
from booking.actions.decline import decline
from booking.errors import Forbidden, OutOfPolicy, SlotTaken, Stale, WrongState
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
    made,
    mails,
    on,
    one,
    ruled,
    said,
    statuses,
    times,
    wall,
)
from tests.actions.stage import history_holds
from tests.factories import NOW, at, person
from tests.models.ledger import overlaps


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


ONE_TO_COME = {"whose": "person", "measure": "number", "per": "coming", "most": 1}


def waits(who: str = KIM, interval=None, **values) -> int:
    return made(interval or on(3), who=who, on_conflict="waitlist", **values)


def given(number: int, who: str = STAFF, now=NOW, **more):
    return award(number, by=person(who), now=now, **more)


def test_the_holder_goes_to_the_nearest_place_and_both_are_told():
    ruled("room", min_duration=None)
    holder, waiting = made(on(3), spaces=("desk-1",)), waits(spaces=("desk-1",))
    before = said()
    given(waiting)
    assert statuses(holder, waiting) == ["confirmed", "confirmed"]
    assert claims(waiting) == [("desk-1", "12-03 10:00-11:00")]
    assert claims(holder) == [("desk-2", "12-03 10:00-11:00")]
    assert [space.slug for space in one(holder).spaces] == ["desk-2"]
    assert mails(before) == [(KIM, "invitation", "REQUEST"), (SATO, "changed", "REQUEST")]
    assert overlaps() == 0


def test_without_a_move_the_holder_is_cancelled_and_offered_other_times():
    holder, waiting = made(on(3)), waits()
    before = said()
    given(waiting, move=False, reason="The mayor comes")
    assert statuses(holder, waiting) == ["cancelled", "confirmed"]
    assert booking(holder).occurrences[0].reason == "The mayor comes"
    assert [kind for _, kind, _ in mails(before)] == ["invitation", "cancelled"]


def test_a_request_that_holds_the_slot_is_declined():
    ruled("room", approval="always")
    holder, waiting = made(on(3)), waits()
    given(waiting, move=False)
    assert statuses(holder, waiting) == ["declined", "confirmed"]


def test_two_bookings_exchanged_by_way_of_the_waitlist():
    """Each waits for the other's slot: the first award moves one, the second brings it where it wants."""
    first, second = made(on(3)), made(on(4), who=KIM)
    wants_fourth = made(on(4), on_conflict="waitlist")
    given(wants_fourth)
    assert times(wants_fourth) == ["12-04 10:00-11:00"] and statuses(second) == ["confirmed"]
    cancel(first, by=person(SATO), now=NOW)
    edited(second, KIM, interval=on(3))
    assert (times(second), overlaps()) == (["12-03 10:00-11:00"], 0)


def test_two_bookings_exchanged_by_hand():
    """One moves away, the other takes its place, and the first takes the other's."""
    first, second = made(on(3)), made(on(4), who=KIM)
    with pytest.raises(SlotTaken):
        edited(first, interval=on(4))
    edited(first, interval=on(4, "14:00", "15:00"))
    edited(second, KIM, interval=on(3))
    edited(first, interval=on(4))
    assert (times(first), times(second)) == (["12-04 10:00-11:00"], ["12-03 10:00-11:00"])
    assert overlaps() == 0
    history_holds({first, second})


def test_two_dates_of_one_series_exchanged():
    """All dates are given up before any is taken: the rule reset, each goes back to its own (D4)."""
    number = made(on(2), rrule="FREQ=DAILY;COUNT=2")
    edited(number, scope="one", at=wall(2), interval=on(4))
    edited(number, scope="one", at=wall(3), interval=on(2))
    edited(number, scope="one", at=wall(2), interval=on(3))
    assert dates(number) == {
        wall(3): ("confirmed", "12-02 10:00-11:00"),
        wall(2): ("confirmed", "12-03 10:00-11:00"),
    }
    edited(number, reset_by_hand=True)
    assert dates(number) == {
        wall(2): ("confirmed", "12-02 10:00-11:00"),
        wall(3): ("confirmed", "12-03 10:00-11:00"),
    }
    assert overlaps() == 0


def test_one_date_of_a_series_makes_room():
    series, waiting = made(on(2), rrule=DAILY), waits()
    given(waiting, move=False)
    assert [status for status, _ in dates(series).values()] == ["confirmed", "cancelled", "confirmed"]
    assert statuses(waiting) == ["confirmed"]


def test_the_date_of_a_series_that_waits_is_given_its_slot():
    holder = made(on(3))
    series = made(on(2), who=KIM, rrule=DAILY, on_conflict="waitlist")
    given(series, recurrence_id=wall(3), move=False)
    assert [status for status, _ in dates(series).values()] == ["confirmed"] * 3
    assert statuses(holder) == ["cancelled"]


def test_all_who_are_in_the_way_make_room():
    """The whole is given: both desks go."""
    desks = made(on(3), spaces=("desk-1",)), made(on(3), who=SUZUKI, spaces=("desk-2",))
    waiting = waits(spaces=("hall",))
    given(waiting, move=False)
    assert statuses(*desks, waiting) == ["cancelled", "cancelled", "confirmed"]
    assert overlaps() == 0


def test_what_else_became_free_goes_to_the_next_in_line():
    """The holder had two hours, the first wants one of them, the second the other."""
    holder = made(on(3, "10:00", "12:15"))
    first, second = waits(KIM, on(3, "10:00", "11:00")), waits(SUZUKI, on(3, "11:15", "12:15"))
    given(first, move=False)
    assert statuses(holder, first, second) == ["cancelled", "confirmed", "confirmed"]


def test_a_holder_with_a_wish_of_its_own_goes_with_both_its_places():
    holder = made(on(3))
    ruled("room", approval="always", approval_for="local")
    edited(holder, interval=on(4, "14:00", "15:00"))
    waiting = waits()
    given(waiting)
    assert one(holder).pending is None and len({when for _, when in claims(holder)}) == 1
    assert times(holder) == ["12-03 10:00-11:00"] and [s.slug for s in one(holder).spaces] == ["hall"]
    with pytest.raises(WrongState):
        approve(holder, by=person(STAFF), now=NOW)
    history_holds({holder, waiting})


def test_only_what_waits_can_be_given_a_slot():
    holder = made(on(3))
    waiting = waits()
    with pytest.raises(Forbidden):
        given(waiting, who=SATO)
    with pytest.raises(WrongState):
        given(holder)
    with pytest.raises(WrongState):
        given(waiting, now=at(3, "10:00"))


def test_a_meeting_that_has_begun_is_not_put_out_of_its_room():
    holder = made(on(3, "10:00", "12:00"))
    waiting = waits(KIM, on(3, "11:15", "12:00"))
    with pytest.raises(WrongState):
        given(waiting, now=at(3, "10:30"))
    assert statuses(holder, waiting) == ["confirmed", "waitlisted"]


def test_a_slot_that_does_not_fit_even_then_is_refused():
    """The room is closed by now, which is told."""
    holder, waiting = made(on(3)), waits()
    add_blackout(Closing("room", on(3), {}), by=person(STAFF), now=NOW)
    with pytest.raises(OutOfPolicy) as refused:
        given(waiting)
    assert [rule.code for rule in refused.value.rules] == ["closed"]
    assert (statuses(holder, waiting), claims(holder)) == (
        ["confirmed", "waitlisted"], [("room", "12-03 09:45-11:00")],
    )  # fmt: skip


def test_what_a_quota_says_of_who_waits_is_told():
    holder, waiting = made(on(3)), waits()
    made(on(4), who=KIM)
    ruled("room", quotas=[ONE_TO_COME])
    with pytest.raises(OutOfPolicy) as refused:
        given(waiting)
    assert [rule.code for rule in refused.value.rules] == ["over_quota"]
    assert statuses(holder, waiting) == ["confirmed", "waitlisted"]


def test_that_its_equipment_is_not_to_be_had_is_told():
    waiting = waits(equipment={"projector": 2}) if made(on(3)) else 0
    made(on(3), who=SUZUKI, spaces=("hall",), equipment={"projector": 1})
    with pytest.raises(SlotTaken) as refused:
        given(waiting)
    assert [(c.resource, c.free_units) for c in refused.value.conflicts] == [("projector", 1)]


def test_what_the_holder_has_itself_is_not_held_against_it():
    """Its quota is full with just the meeting that has to go."""
    ruled("room", quotas=[ONE_TO_COME])
    made(on(3), who=STAFF, spaces=("hall",))
    holder, waiting = made(on(3)), waits()
    given(waiting)
    assert (statuses(holder, waiting), overlaps()) == (["confirmed", "confirmed"], 0)
    assert times(holder) == ["12-03 11:15-12:15"]


def test_a_preview_tells_what_would_happen_and_nothing_does():
    """Where the holder goes, whom mail would reach, and nothing of it is kept."""
    holder, waiting = made(on(3)), waits()
    before = said()

    def told(awarded):
        (one_holder,) = awarded.made_room
        where = [space.slug for space in one_holder.occurrence.spaces]
        return one_holder.was.status, one_holder.moved, where, [(t.email, t.kind) for t in awarded.told]

    assert given(waiting, preview=True, answer=told) == (
        "confirmed", True, ["hall"], [(KIM, "invitation"), (SATO, "changed")],
    )  # fmt: skip
    assert (statuses(holder, waiting), mails(before)) == (["confirmed", "waitlisted"], [])
    assert (times(holder), overlaps()) == (["12-03 10:00-11:00"], 0)
    history_holds({holder, waiting})


def shown(number: int, **more) -> tuple[str, str]:
    return given(number, preview=True, answer=lambda awarded: (awarded.seen, awarded.places), **more)


def test_an_award_does_what_was_shown():
    holder, waiting = made(on(3)), waits()
    seen, places = shown(waiting)
    assert (seen, places) == shown(waiting)
    given(waiting, seen=seen, places=places)
    assert statuses(holder, waiting) == ["confirmed", "confirmed"]


def test_a_holder_that_changed_since_is_not_put_out():
    ruled("room", approval="always")
    holder, waiting = made(on(3)), waits()
    seen, places = shown(waiting, move=False)
    approve(holder, by=person(STAFF), now=NOW)
    with pytest.raises(Stale):
        given(waiting, move=False, seen=seen, places=places)
    assert statuses(holder, waiting) == ["confirmed", "waitlisted"]


def test_an_entry_that_changed_since_is_not_given_the_slot():
    holder, waiting = made(on(3, "10:00", "12:00")), waits()
    seen, _ = shown(waiting)
    edited(waiting, KIM, interval=on(3, "10:30", "11:30"))
    with pytest.raises(Stale):
        given(waiting, seen=seen)
    assert times(holder) == ["12-03 10:00-12:00"]


def test_a_place_that_is_gone_since_is_told():
    """Neither booking has changed; the holder would go elsewhere, or end."""
    holder, waiting = made(on(3)), waits()
    seen, places = shown(waiting)
    made(on(3), who=SUZUKI, spaces=("hall",))
    with pytest.raises(Stale):
        given(waiting, seen=seen, places=places)
    with pytest.raises(Stale):
        given(waiting, move=False, seen=seen, places=places)
    assert (statuses(holder, waiting), times(holder)) == (
        ["confirmed", "waitlisted"], ["12-03 10:00-11:00"],
    )  # fmt: skip
    assert shown(waiting)[0] == seen


def test_a_request_moved_since_is_not_decided_as_it_stood():
    ruled("room", approval="always")
    holder, waiting = made(on(3)), waits()
    read = booking(holder).revision
    given(waiting)
    for decide in (approve, decline):
        with pytest.raises(Stale):
            decide(holder, by=person(STAFF), now=NOW, revision=read)
    approve(holder, by=person(STAFF), now=NOW, revision=booking(holder).revision)
    assert statuses(holder) == ["confirmed"]
