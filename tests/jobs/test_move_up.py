"""The clock looks again at the waitlist: rules and closures that are others by now make room (D17)."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from booking.actions.blackouts import Closing, add_blackout, remove_blackout
from booking.actions.cancel import cancel
from booking.extensions import db
from booking.jobs import tick as jobs
from booking.models import Resource
from booking.queries.coming import may_move_up
from tests import factories
from tests.actions.dates import DAILY, KIM, SATO, STAFF, SUZUKI, made, mails, on, ruled, said, statuses
from tests.factories import NOW, at, person
from tests.web.pages import Queries


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def waits(who: str = KIM, interval=None, **values) -> int:
    return made(interval or on(3), who=who, on_conflict="waitlist", **values)


def test_nothing_is_looked_at_while_somebody_holds_the_time():
    made(on(3))
    waits()
    assert may_move_up(NOW) == [] and jobs.move_up(NOW) == 0


def test_a_closure_that_is_removed_makes_room_at_the_next_tick():
    holder, waiting = made(on(3)), waits()
    closed = add_blackout(Closing("room", on(3), {}), by=person(STAFF), now=NOW)
    cancel(holder, by=person(SATO), now=NOW)
    assert (may_move_up(NOW), jobs.move_up(NOW), statuses(waiting)) == ([waiting], 0, ["waitlisted"])
    remove_blackout(closed.ids[0], by=person(STAFF), now=NOW)
    before = said()
    assert jobs.move_up(NOW) == 1 and statuses(waiting) == ["confirmed"]
    assert mails(before) == [(KIM, "invitation", "REQUEST")]
    assert jobs.move_up(NOW) == 0


def test_so_does_another_policy_and_the_first_in_line_goes_first():
    holder = made(on(3))
    first, second = waits(KIM), waits(SUZUKI)
    ruled("room", bookable_by="nobody")
    cancel(holder, by=person(STAFF), now=NOW)
    assert jobs.move_up(NOW) == 0
    ruled("room", bookable_by="everybody")
    assert jobs.move_up(NOW) == 1
    assert statuses(first, second) == ["confirmed", "waitlisted"]


def test_so_does_a_quota_that_was_lifted():
    ruled("room", quotas=[{"whose": "company", "measure": "number", "per": "coming", "most": 1}])
    holder = made(on(3))
    made(on(4), who=KIM)
    ruled("room", quotas=[])
    waiting = waits()
    ruled("room", quotas=[{"whose": "company", "measure": "number", "per": "coming", "most": 1}])
    cancel(holder, by=person(SATO), now=NOW)
    assert (jobs.move_up(NOW), statuses(waiting)) == (0, ["waitlisted"])
    ruled("room", quotas=[])
    assert (jobs.move_up(NOW), statuses(waiting)) == (1, ["confirmed"])


def test_so_does_a_unit_that_comes_back():
    made(on(3), spaces=("hall",), equipment={"projector": 2})
    waiting = waits(equipment={"projector": 1})
    assert (may_move_up(NOW), jobs.move_up(NOW)) == ([waiting], 0)
    kind = db.session.scalars(db.select(Resource).filter_by(slug="projector-1")).one().equipment_type
    db.session.add(factories.unit(kind, 3))
    db.session.commit()
    assert (jobs.move_up(NOW), statuses(waiting)) == (1, ["confirmed"])


def test_a_date_of_a_series_with_a_space_of_its_own_is_held_where_it_is():
    made(on(3), spaces=("hall",))
    series = made(on(2), who=KIM, rrule=DAILY)
    date = max(found for found in db.session.scalars(db.text("select id from occurrence")))
    hall = db.session.scalars(db.select(Resource.id).filter_by(slug="hall")).one()
    rows = db.metadata.tables["occurrence"]
    values = {"status": "waitlisted", "waitlisted_at": NOW, "space_id": hall}
    values |= {"starts_at": at(3, "10:00"), "ends_at": at(3, "11:00")}
    db.session.execute(update(rows).where(rows.c.id == date).values(**values))
    db.session.commit()
    assert may_move_up(NOW) == []
    db.session.execute(
        update(rows).where(rows.c.id == date).values(starts_at=at(3, "11:00"), ends_at=at(3, "12:00"))
    )
    db.session.commit()
    assert may_move_up(NOW) == [series]


def test_it_is_asked_in_one_query_however_many_wait():
    made(on(3))
    for who in (KIM, SUZUKI, STAFF):
        waits(who)
    with Queries() as counted:
        may_move_up(NOW + timedelta(hours=1))
    assert counted.count == 1
