"""Every date of a series counts towards the quotas, wherever it is."""

from datetime import datetime

import pytest

from booking.errors import OutOfPolicy
from booking.extensions import db
from booking.models import Centre
from booking.rules.requests import Override
from tests import factories
from tests.actions.dates import DAILY, made, on, ruled, times, wall

ONE_A_DAY = {"whose": "person", "measure": "number", "per": "day", "most": 1}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def moved(of: int, interval, space: str) -> tuple[Override, ...]:
    return (Override(datetime.fromisoformat(wall(of)), interval, space),)


def test_two_at_the_same_time_in_two_spaces_are_both_beyond_a_quota_that_is_full():
    made(on(2, "14:00", "15:00"))
    db.session.get(Centre, 1).policy.quotas = [ONE_A_DAY]
    db.session.commit()
    ways = {"overrides": moved(3, on(2), "hall"), "on_conflict": "skip"}
    number = made(on(2), rrule=DAILY, **ways)
    assert times(number) == ["12-04 10:00-11:00"]


def test_one_space_and_several_count_together_where_the_same_policy_states_it():
    ruled("room", quotas=[ONE_A_DAY])
    with pytest.raises(OutOfPolicy) as refused:
        made(on(2), spaces=("room", "hall"), rrule=DAILY, overrides=moved(3, on(2, "14:00", "15:00"), "room"))
    assert [(rule.code, rule.values["date"]) for rule in refused.value.rules] == [("over_quota", wall(3))]
