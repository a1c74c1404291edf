"""A unit that is fixed in a space goes with its bookings, by the unit's own buffers (D6, D7)."""

from datetime import timedelta

import pytest

from booking.actions.approve import approve
from booking.actions.decline import decline
from booking.actions.resources import edit_resource
from booking.errors import SlotTaken
from tests import factories
from tests.actions.dates import KIM, STAFF, claims, edited, made, on, ruled
from tests.factories import NOW, person
from tests.models.ledger import overlaps

UNIT = "projector-1"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    ruled(UNIT, teardown_time=timedelta(minutes=30))


def fixed() -> None:
    edit_resource(UNIT, by=person(STAFF), now=NOW, values={"part_of": "room"})


def test_it_is_held_for_as_long_as_a_new_booking_would_hold_it():
    number = made(on(3))
    fixed()
    later = made(on(4))
    assert claims(number) == [(UNIT, "12-03 10:00-11:30"), ("room", "12-03 09:45-11:00")]
    assert claims(later) == [(UNIT, "12-04 10:00-11:30"), ("room", "12-04 09:45-11:00")]


def test_two_meetings_too_near_for_the_unit_cannot_both_have_it():
    made(on(3)), made(on(3, "11:15", "12:15"), who=KIM)
    with pytest.raises(SlotTaken):
        fixed()


@pytest.mark.parametrize(("decide", "left"), [(approve, "12-04 14:00-15:30"), (decline, "12-03 10:00-11:30")])
def test_of_a_change_that_waits_both_times_have_it(decide, left):
    number = made(on(3))
    ruled("room", approval="always")
    edited(number, interval=on(4, "14:00", "15:00"))
    fixed()
    assert claims(number, UNIT) == [(UNIT, "12-03 10:00-11:30"), (UNIT, "12-04 14:00-15:30")]
    decide(number, by=person(STAFF), now=NOW)
    assert claims(number, UNIT) == [(UNIT, left)] and overlaps() == 0
