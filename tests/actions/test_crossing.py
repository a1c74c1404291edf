"""What is asked of staff keeps what it holds: its sibling cannot have that, whichever rule asks (D13)."""

from datetime import datetime, timedelta

import pytest

from booking.actions.approve import approve
from booking.errors import SlotTaken
from booking.extensions import db
from booking.rules.requests import Override
from tests import factories
from tests.actions.dates import DAILY, STAFF, claims, edited, made, on, ruled, times, wall
from tests.factories import NOW, person
from tests.models.ledger import overlaps

PROJECTOR = {"projector": 1}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


@pytest.fixture
def too_long() -> int:
    """Three dates of an hour; from now on `room` leaves what is longer than half an hour to staff."""
    number = made(on(1, "14:00", "15:00"), rrule=DAILY)
    ruled("room", approval="out_of_policy", max_duration=timedelta(minutes=30))
    return number


def test_of_a_series_moved_by_a_day_against_a_rule_each_asks_beside_its_sibling(too_long):
    with pytest.raises(SlotTaken) as refused:
        edited(too_long, interval=on(2, "14:00", "15:00"))
    assert [(c.resource, c.recurrence_id) for c in refused.value.conflicts] == [
        ("room", wall(2, "14:00")), ("room", wall(3, "14:00")),
    ]  # fmt: skip
    assert times(too_long) == ["12-01 14:00-15:00", "12-02 14:00-15:00", "12-03 14:00-15:00"]


def test_and_stays_where_its_sibling_keeps_its_place(too_long):
    changed = edited(too_long, interval=on(2, "14:00", "15:00"), on_conflict="skip")
    assert [d.what for d in changed.differences] == ["stays", "stays", "asked"] and overlaps() == 0
    assert claims(too_long) == [("room", f"12-0{day} 13:45-15:00") for day in (1, 2, 3, 4)]


def test_a_date_that_is_added_keeps_out_of_what_its_sibling_keeps():
    number = made(on(2), rrule="FREQ=WEEKLY;COUNT=2")
    ruled("room", approval="always")
    wider = {"interval": on(3), "rrule": "FREQ=WEEKLY;BYDAY=WE,TH;COUNT=4"}
    with pytest.raises(SlotTaken) as refused:
        edited(number, **wider)
    assert [(c.resource, c.recurrence_id) for c in refused.value.conflicts] == [("room", wall(9))]
    assert refused.value.values["ways"][0] == "skip"
    changed = edited(number, **wider, on_conflict="skip")
    assert [d.what for d in changed.differences] == ["asked", "stays", "asked", "added"] and overlaps() == 0


def test_a_request_that_moves_at_once_keeps_out_of_what_its_sibling_keeps():
    ruled("room", approval="always")
    number = made(on(1), rrule=DAILY)
    approve(number, by=person(STAFF), now=NOW, scope="one", recurrence_id=wall(2))
    with pytest.raises(SlotTaken) as refused:
        edited(number, interval=on(2))
    assert [(c.resource, c.recurrence_id) for c in refused.value.conflicts] == [("room", wall(2))]
    changed = edited(number, interval=on(2), on_conflict="skip")
    assert [d.what for d in changed.differences] == ["stays", "asked", "moved"] and overlaps() == 0
    assert times(number) == ["12-01 10:00-11:00", "12-02 10:00-11:00", "12-04 10:00-11:00"]


def test_a_preview_tells_it(too_long):
    changed = edited(too_long, interval=on(2, "14:00", "15:00"), preview=True)
    assert [[c.resource for c in d.conflicts] for d in changed.differences] == [["room"], ["room"], []]


def elsewhere(day: int, at: str, ends: str, space: str, of: int) -> Override:
    return Override(datetime.fromisoformat(wall(of, "14:00")), on(day, at, ends), space)


def test_the_unit_that_is_chosen_when_another_date_stays_may_be_kept_by_a_sibling():
    """Wednesday's cannot move and keeps its projector: Thursday's would have the other one, which is Friday's
    until staff have decided."""
    db.session.add_all([factories.space("studio"), factories.space("gallery")])
    db.session.commit()
    ruled("studio", approval="always")
    own = (
        elsewhere(3, "14:00", "15:00", "studio", of=2),
        elsewhere(3, "10:00", "11:00", "gallery", of=3),
        elsewhere(3, "14:00", "15:00", "gallery", of=4),
    )
    spaces = ("studio",)
    number = made(on(2, "14:00", "15:00"), spaces=spaces, rrule=DAILY, overrides=own, equipment=PROJECTOR)
    for day in (3, 4):
        approve(number, by=person(STAFF), now=NOW, scope="one", recurrence_id=wall(day, "14:00"))
    assert [slug for slug, when in claims(number) if "14:00" in when and slug[0] == "p"] == [
        "projector-1", "projector-2",
    ]  # fmt: skip
    ruled("hall", approval="always")
    made(on(2, "14:00", "15:00"), who=STAFF, spaces=("hall",))
    changed = edited(number, spaces=("hall",), reset_by_hand=True, on_conflict="skip")
    assert [d.what for d in changed.differences] == ["stays", "stays", "asked"] and overlaps() == 0
    assert [c.resource for c in changed.differences[0].conflicts] == ["projector-2"]
