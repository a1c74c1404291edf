"""A series goes on at another hour while others book that hour (D12, D52)."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest

from tests.depth import fuzzing
from tests.models.ledger import overlaps
from tests.races.club import (
    A_WEEK,
    MEMBERS,
    RESERVATIONS,
    failures,
    found,
    held,
    hour,
    made,
    statuses,
    times,
    wish,
)
from tests.races.crowd import Post, at_once, server

pytestmark = pytest.mark.race
DATES, STAYING, OTHERS = 8, 2, 10


def test_a_series_is_split_while_others_book_its_new_hour(app, database_url):
    """Either all of its dates are moved, or it is refused and nothing of it has changed; both are seen."""
    found()
    outcomes: Counter[int] = Counter()
    with server(database_url) as path:
        for n in range(30 if fuzzing() else 9):
            outcomes[split(path, 3 * n, *head_start(n))] += 1
            if len(outcomes) == 2 and n >= 2 and not fuzzing():
                break
    assert overlaps() == 0 and set(outcomes) == {200, 409}, outcomes


def head_start(n: int) -> tuple[float, float]:
    """Seconds by which the owner and the others are behind: together, then each of them first."""
    lead = min(0.5 + n / 6, 2)
    return ((0, 0), (0, lead), (lead, 0))[n % 3]


def split(path: str, n: int, owner_after: float, others_after: float) -> int:
    """How the owner was answered whose weekly series is to go on an hour later, from its third date on."""
    series, third = (
        made(path, wish(MEMBERS[0], "one", n, rrule=f"FREQ=WEEKLY;COUNT={DATES}")),
        n + STAYING * A_WEEK,
    )
    others = [later(i, third + 1, others_after) for i in range(OTHERS)]
    owner, *rest = at_once(path, [moving(series, third, owner_after), *others])
    assert owner.status in (200, 409) and set(statuses(rest)) <= {201, 409}, [owner.body, failures(rest)]
    assert all(len(held(a.body["id"])) == 1 for a in rest if a.status == 201)
    went = owner.status == 200
    assert held(series) == weekly(n, STAYING if went else DATES)
    if went:
        assert owner.body["split"] and held(owner.body["id"]) == weekly(third + 1, DATES - STAYING)
        assert set(statuses(rest)) == {409}
    return owner.status


def moving(series: int, n: int, after: float) -> Post:
    """This date and those that follow go an hour later."""
    date = hour(n).replace(tzinfo=None).isoformat()
    to = f"{RESERVATIONS}/{series}?scope=following&recurrence_id={date}"
    return Post(MEMBERS[0], times(n + 1), to=to, verb="PATCH", after=after)


def later(i: int, n: int, after: float) -> Post:
    """Another, who wants that hour on one of the dates."""
    return replace(wish(MEMBERS[1 + i], "one", n + i % (DATES - STAYING) * A_WEEK), after=after)


def weekly(n: int, count: int) -> list[datetime]:
    return [hour(n + k * A_WEEK) for k in range(count)]
