"""A preview of a change tells what the change then does, date by date."""

from datetime import timedelta

import pytest

from booking.actions.approve import approve
from booking.actions.changed import Changed
from booking.errors import Invalid, OutOfPolicy, SlotTaken
from tests import factories
from tests.actions.dates import DAILY, KIM, STAFF, booking, edited, made, on, ruled, said, times, wall
from tests.factories import NOW, person

HALF_AN_HOUR = timedelta(minutes=30)
TO_STAFF = {"approval": "out_of_policy", "max_duration": HALF_AN_HOUR}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def told(changed: Changed) -> list[tuple]:
    return [
        (
            one.recurrence_id, one.what, one.becomes,
            [(c.resource, c.recurrence_id) for c in one.conflicts], [rule.code for rule in one.broken],
        )
        for one in changed.differences
    ]  # fmt: skip


EDITS = {
    "by an hour": ({}, {"interval": on(2, "11:00", "12:00")}),
    "by a day": ({}, {"interval": on(3)}),
    "against a rule that staff decide": (TO_STAFF, {"interval": on(2, "14:00", "15:00")}),
    "onto what is kept until staff decide": (TO_STAFF, {"interval": on(3)}),
    "with their approval": ({"approval": "always"}, {"interval": on(2, "13:00", "14:00")}),
    "to fewer dates": ({}, {"rrule": "FREQ=DAILY;COUNT=2"}),
    "to more dates": (
        {"approval": "always"}, {"interval": on(2, "14:00", "15:00"), "rrule": "FREQ=DAILY;COUNT=5"},
    ),
    "elsewhere": (TO_STAFF, {"spaces": ("hall",)}),
    "against a rule": ({"max_duration": HALF_AN_HOUR}, {"interval": on(2, "11:00", "12:00")}),
    "with more people": ({}, {"headcount": 5}),
    "with too many": ({}, {"headcount": 50}),
    "with too many, and elsewhere": ({}, {"headcount": 15, "spaces": ("hall",)}),
    "with equipment beside a time that waits": (
        {"approval": "always"}, {"interval": on(2, "14:00", "15:00"), "equipment": {"projector": 1}},
    ),
    "with equipment": ({"approval": "always"}, {"equipment": {"projector": 1}}),
}  # fmt: skip


@pytest.mark.parametrize("taken", [False, True])
@pytest.mark.parametrize("edit", EDITS)
def test_what_it_tells_is_done(edit, taken):
    """With a booking of somebody else's on the second day, or without."""
    policy, wish = EDITS[edit]
    number = made(on(2), rrule=DAILY)
    if taken:
        made(on(3, "11:15", "12:15"), who=KIM), made(on(3, "14:15", "15:15"), who=KIM)
    ruled("room", **policy)
    before, revision = said(), booking(number).revision
    expected = outcome(number, preview=True, on_conflict="skip", **wish)
    assert (said(), booking(number).revision) == (before, revision)
    assert outcome(number, on_conflict="skip", **wish) in (expected, *refusals_of(expected))


def outcome(number: int, **edit) -> object:
    """What is told of each date; of a refusal as a whole, its rules."""
    try:
        return edited(number, **edit, answer=told)
    except (Invalid, OutOfPolicy) as refused:
        return [rule.code for rule in refused.rules]
    except SlotTaken as refused:
        return [(one.resource, one.recurrence_id) for one in refused.conflicts]


def refusals_of(expected: list) -> tuple[list, ...]:
    """Where no date can go, the change is refused, with the rules or the conflicts that were told of them."""
    if not all(isinstance(one, tuple) and one[1] == "stays" for one in expected):
        return ()
    rules = list(dict.fromkeys(code for one in expected for code in one[4]))
    return rules, [conflict for one in expected for conflict in one[3]]


def test_what_goes_to_staff_against_a_rule_is_told_so():
    number = made(on(3))
    ruled("room", **TO_STAFF)
    changed = edited(number, interval=on(4), preview=True)
    assert [(d.what, [rule.code for rule in d.broken]) for d in changed.differences] == [
        ("asked", ["too_long"])
    ]


def test_without_their_reason_staff_see_what_hinders():
    number = made(on(3), who=STAFF)
    ruled("room", max_duration=HALF_AN_HOUR)
    wish = {"interval": on(4), "preview": True}
    assert [d.what for d in edited(number, STAFF, **wish).differences] == ["stays"]
    changed = edited(number, STAFF, **wish, override_reason="The mayor comes")
    assert [d.what for d in changed.differences] == ["moved"]


def test_more_people_than_the_space_holds_are_told_where_nothing_moves():
    number = made(on(3))
    with pytest.raises(OutOfPolicy) as refused:
        edited(number, headcount=9, preview=True)
    assert [rule.code for rule in refused.value.rules] == ["over_capacity"]


def test_equipment_beside_a_time_that_waits_is_refused_before_it_is_confirmed():
    number = made(on(3))
    ruled("room", approval="always")
    with pytest.raises(Invalid) as refused:
        edited(number, interval=on(4), equipment={"projector": 1}, preview=True)
    assert [rule.code for rule in refused.value.rules] == ["equipment_afterwards"]


def own_times(number: int, *days: int) -> None:
    for day in days:
        edited(number, scope="one", at=wall(day), interval=on(day, "14:00", "15:00"))


def test_dates_that_stand_count_as_kept():
    """Of four dates two go back to where their rule has them; one of them cannot: a quarter."""
    number = made(on(7), rrule="FREQ=DAILY;COUNT=4")
    own_times(number, 7, 8)
    made(on(7), who=KIM)
    back = {"reset_by_hand": True, "on_conflict": "skip"}
    ruled("room", max_skipped_percent=24)
    with pytest.raises(OutOfPolicy) as refused:
        edited(number, **back)
    assert [(r.code, r.values["most"]) for r in refused.value.rules] == [("too_many_left_out", 0)]
    ruled("room", max_skipped_percent=25)
    assert [d.what for d in edited(number, **back).differences] == ["stays", "moved", "kept", "kept"]


def test_what_it_has_itself_is_not_held_against_it_when_other_times_are_looked_for():
    """Its quota is full with just this meeting, and the nearest other time overlaps the one that it has."""
    ruled("room", quotas=[{"whose": "person", "measure": "number", "per": "coming", "most": 1}])
    number = made(on(3))
    made(on(3, "11:15", "17:30"), who=KIM), made(on(3, "08:45", "17:30"), who=STAFF, spaces=("hall",))
    with pytest.raises(SlotTaken) as refused:
        edited(number, interval=on(3, "12:00", "13:00"))
    offers = [(one.spaces, one.interval) for one in refused.value.alternatives]
    assert offers[0] == (("room",), on(3, "09:45", "10:45"))
    assert (("room",), on(3)) not in offers


def test_a_request_for_many_dates_is_approved_as_it_was_told():
    number = made(on(2), rrule=DAILY)
    ruled("room", approval="always")
    changed = edited(number, interval=on(2, "14:00", "15:00"), preview=True)
    assert [d.what for d in changed.differences] == ["asked"] * 3
    edited(number, interval=on(2, "14:00", "15:00"))
    approve(number, by=person(STAFF), now=NOW)
    assert times(number) == [f"12-0{day} 14:00-15:00" for day in (2, 3, 4)]
