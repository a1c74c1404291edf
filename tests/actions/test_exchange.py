"""Units that others hold are exchanged to make room, and the history tells of it (D8)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.actions.book import book
from booking.errors import SlotTaken
from booking.extensions import db
from booking.models import AuditEntry, Claim, Resource
from tests import factories
from tests.actions.dates import claims, ruled
from tests.factories import NOW, person, span, wish
from tests.models.ledger import overlaps

ONE, TWO = {"projector": 1}, {"projector": 2}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def units(reservation_id: int) -> set[str]:
    rows = select(Resource.slug).select_from(Claim).join(Claim.resource).join(Claim.occurrence)
    found = rows.where(Claim.active, Resource.kind == "equipment")
    slugs = set(db.session.scalars(found.where(Claim.occurrence.has(reservation_id=reservation_id))))
    db.session.rollback()
    return slugs


def asked(begins: str, ends: str, space: str, equipment=ONE):
    by = person("sato@example.jp")
    return book(wish(span(2, begins, ends), spaces=(space,), equipment=equipment), by=by, now=NOW).id


def test_morning_and_afternoon_share_a_projector_so_that_somebody_has_one_all_day():
    morning = asked("09:00", "10:00", "hall")
    afternoon = asked("15:00", "16:00", "hall")
    assert units(morning) != units(afternoon)  # the least used first
    all_day = asked("09:30", "16:30", "room")
    assert units(morning) == units(afternoon) and not units(all_day) & units(morning)
    assert overlaps() == 0
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "exchange")).all()
    assert [entry.reservation_id for entry in entries] in ([morning], [afternoon])
    assert entries[0].before["claims"] != entries[0].after["claims"]


def test_there_is_no_room_where_both_are_used_at_once():
    asked("09:00", "10:00", "hall", TWO)
    with pytest.raises(SlotTaken) as taken:
        asked("09:30", "16:30", "room")
    assert [(c.resource, c.free_units) for c in taken.value.conflicts] == [("projector", 0)]


@pytest.mark.parametrize(
    "slow, held", [("projector-1", "12-02 15:00-16:30"), ("projector-2", "12-02 15:00-16:00")]
)
def test_a_unit_brings_its_own_buffers(slow, held):
    """One of the two takes half an hour to cool down (D6)."""
    ruled(slow, teardown_time=timedelta(minutes=30))
    asked("09:00", "10:00", "hall")
    afternoon = asked("15:00", "16:00", "hall")
    assert units(afternoon) == {"projector-2"}
    asked("09:30", "16:30", "room")
    assert claims(afternoon, "projector-1", "projector-2") == [("projector-1", held)] and overlaps() == 0


def test_units_that_are_alike_keep_the_buffers_that_were_booked():
    """A change of policy rewrites no claim (D6)."""
    asked("09:00", "10:00", "hall")
    afternoon = asked("15:00", "16:00", "hall")
    for slug in ("projector-1", "projector-2"):
        ruled(slug, teardown_time=timedelta(minutes=30))
    asked("09:30", "16:30", "room")
    assert claims(afternoon, "projector-1") == [("projector-1", "12-02 15:00-16:00")]


def test_nobody_is_moved_to_a_unit_whose_buffers_do_not_fit():
    ruled("projector-1", teardown_time=timedelta(hours=1))
    asked("09:00", "10:00", "hall")
    afternoon, evening = asked("14:00", "15:00", "hall"), asked("15:30", "16:30", "hall")
    assert (units(afternoon), units(evening)) == ({"projector-2"}, {"projector-1"})
    with pytest.raises(SlotTaken):
        asked("09:30", "15:00", "room")
