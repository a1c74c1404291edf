"""A company whose members book at one moment never holds more than its quota (D52, D53)."""

import pytest

from tests.depth import fuzzing
from tests.models.ledger import overlaps
from tests.races.club import (
    A_WEEK,
    MEMBERS,
    WORKERS,
    found,
    hour,
    made,
    meetings_in,
    statuses,
    wish,
)
from tests.races.crowd import Post, at_once, server

pytestmark = pytest.mark.race
# What a company may hold in a week: five meetings, or ten hours of meetings of two. Two are there already.
MOST = {"number": 5, "hours": 10}


def quota(measure: str) -> list[dict]:
    return [{"whose": "company", "measure": measure, "per": "week", "most": MOST[measure]}]


def week(n: int) -> list[Post]:
    """Everybody in a booth of their own, at an hour of their own, in the n-th week."""
    return [wish(who, f"booth-{i}", n * A_WEEK + 3 * i, 2) for i, who in enumerate(MEMBERS)]


def two_are_there(path: str, n: int) -> None:
    made(path, wish(MEMBERS[0], "one", n * A_WEEK + 100, 2))
    made(path, wish(MEMBERS[1], "one", n * A_WEEK + 103, 2))


def held_in(n: int) -> int:
    return meetings_in(hour(n * A_WEEK), hour((n + 1) * A_WEEK))


@pytest.mark.parametrize("measure", ["number", "hours"])
def test_twenty_of_a_company_with_room_for_three(app, database_url, measure):
    found(quotas=quota(measure))
    pids: set[int] = set()
    with server(database_url) as path:
        for n in range(20 if fuzzing() else 2):
            two_are_there(path, n)
            answers = at_once(path, week(n))
            assert statuses(answers) == {201: 3, 422: 17}, [a.body for a in answers]
            codes = {e["code"] for a in answers if a.status == 422 for e in a.body["errors"]}
            assert codes == {"over_quota"} and held_in(n) == 5
            pids |= {answer.pid for answer in answers}
    assert overlaps() == 0 and len(pids) >= WORKERS


def test_a_quota_read_before_the_lock_is_exceeded(app, database_url):
    """The race can fail: without the lock of the company more get in than there is room for."""
    found(quotas=quota("number"))
    with server(database_url, workers=WORKERS, faults="early_quota pause") as path:
        for n in range(10):
            at_once(path, week(n))
            if held_in(n) > 5:
                return
    pytest.fail("never more than five")
