"""Units that others hold are exchanged to make room, and the history tells of it (D8)."""

import pytest
from sqlalchemy import select

from booking.actions.book import book
from booking.errors import SlotTaken
from booking.extensions import db
from booking.models import AuditEntry, Claim, Resource
from tests import factories
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
