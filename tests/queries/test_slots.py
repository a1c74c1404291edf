"""Free times among real rows: what is taken, with setup, parts and equipment; a fixed number of queries."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.actions.book import book
from booking.errors import Invalid
from booking.extensions import db
from booking.models import Resource
from booking.queries.slots import venues
from booking.rules.interval import Interval
from booking.rules.slot_requests import SlotRequest
from booking.rules.slots import best
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.web.pages import Queries

HOUR = timedelta(hours=1)
MORNING = span(2, "08:45", "12:00")


@pytest.fixture(autouse=True)
def house(app):
    factories.house()


def asked(around: Interval = MORNING, **values) -> SlotRequest:
    return SlotRequest(around.starts_at, around.ends_at, HOUR, **{"spaces": ("room",)} | values)


def offered(wanted: SlotRequest) -> list[tuple[str, str]]:
    """(space, start by Sapporo's clock), in the order of time."""
    found = best(wanted, venues(wanted, NOW), NOW)
    return sorted((slot.space, f"{slot.interval.starts_at + 9 * HOUR:%H:%M}") for slot in found)


def booked(interval: Interval, **values) -> None:
    book(wish(interval, **values), by=person("sato@example.jp"), now=NOW)


def test_a_booking_takes_its_time_and_the_setup_before_the_next():
    """A quarter of an hour before each meeting in the room."""
    booked(span(2, "10:00", "10:45"))
    assert offered(asked()) == [("room", "08:45"), ("room", "11:00")]


def test_a_whole_is_taken_with_its_part_and_a_part_with_its_whole():
    booked(span(2, "09:45", "12:00"), spaces=("desk-1",), answers={})
    assert offered(asked(spaces=("hall",))) == [("hall", "08:45")]
    assert ("desk-2", "10:00") in offered(asked(spaces=("desk-2",)))
    booked(span(2, "08:45", "09:45"), spaces=("hall",), answers={})
    assert ("desk-2", "08:45") not in offered(asked(spaces=("desk-2",)))


def test_every_space_is_tried_where_none_is_named_but_no_desk():
    assert {space for space, _ in offered(asked(spaces=()))} == {"room", "hall"}


def test_equipment_is_counted():
    booked(span(2, "08:45", "11:00"), spaces=("hall",), answers={}, equipment={"projector": 1})
    assert offered(asked(equipment={"projector": 2})) == [("room", "11:00")]
    assert ("room", "08:45") in offered(asked(equipment={"projector": 1}))


def test_people_have_to_fit():
    assert {space for space, _ in offered(asked(spaces=("room", "hall"), headcount=9))} == {"hall"}


def test_a_resource_may_be_named_by_its_id():
    room = db.session.scalars(select(Resource.id).filter_by(slug="room")).one()
    assert offered(asked(spaces=(str(room), "room"))) == offered(asked())


def test_what_is_offered_can_be_booked():
    """Every one of them, for all that the space asks beside."""
    booked(span(2, "09:15", "10:30"))
    wanted = asked(spaces=("room", "hall"), equipment={"projector": 1}, tzids=("Asia/Kolkata",))
    found = list(best(wanted, venues(wanted, NOW), NOW))
    assert len(found) > 4
    for slot in found:
        request = wish(slot.interval, spaces=(slot.space,), equipment={"projector": 1})
        assert book(request, by=person("sato@example.jp"), now=NOW, preview=True, answer=lambda _: True)


def test_nothing_of_a_space_that_is_out_of_service():
    db.session.scalars(select(Resource).filter_by(slug="hall")).one().active = False
    db.session.commit()
    assert {space for space, _ in offered(asked(spaces=()))} == {"room"}
    with pytest.raises(Invalid):
        offered(asked(spaces=("hall",)))


def test_all_that_is_wrong_is_told_at_once():
    wrong = asked(
        span(2, "09:00", "10:00"), spaces=("nowhere",), tzids=("Mars/X",), equipment={"projector": 3}
    )
    with pytest.raises(Invalid) as refused:
        venues(wrong, NOW)
    assert [(rule.code, rule.field) for rule in refused.value.rules] == [
        ("unknown_zone", "zones"),
        ("unknown_space", "space"),
        ("too_many_units", "equipment.projector"),
    ]


def test_as_many_queries_for_two_months_and_three_bookings_as_for_a_day():
    def cost(around: Interval) -> int:
        db.session.remove()
        wanted = asked(around, spaces=(), equipment={"projector": 1}, tzids=("Asia/Tokyo", "Asia/Seoul"))
        with Queries() as queries:
            assert list(best(wanted, venues(wanted, NOW), NOW))
        return queries.count

    day = cost(MORNING)
    for number in (2, 3, 4):
        booked(span(number, "09:00", "10:00"))
    assert cost(Interval(at(1, "09:00"), at(1, "09:00") + timedelta(days=62))) == day == 6
