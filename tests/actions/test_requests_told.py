"""What the mails of a request that waits say of each of its dates."""

import pytest

from booking.actions.send_back import send_back
from tests import factories
from tests.actions.dates import SATO, WEEKLY, edited, facts, made, messages, on, ruled, said, wall
from tests.factories import NOW, person

STAFF = "staff@example.jp"


@pytest.fixture
def waiting(app) -> int:
    """Four Wednesdays that wait for staff."""
    factories.house()
    ruled("room", approval="always", answer_within_days=3)
    return made(on(2), rrule=WEEKLY)


def test_one_date_that_moved_is_told_as_that_date(waiting):
    before = said()
    edited(waiting, scope="one", at=wall(16), interval=on(16, "14:00", "15:00"))
    told = next(m.snapshot.facts for m in messages(before) if m.recipient == SATO)
    assert "was" not in told and told["recurrence_id"] is None and told["moved_count"] == 1
    (moved,) = told["moved"]
    assert moved["was"]["starts_at"] == "2026-12-16T01:00:00+00:00"
    assert moved["starts_at"] == "2026-12-16T05:00:00+00:00"


def test_a_single_request_says_what_was_before(app):
    factories.house()
    ruled("room", approval="always")
    number, before = made(on(2)), said()
    edited(number, interval=on(3))
    assert {told["was"]["starts_at"] for told in facts(before)} == {"2026-12-02T01:00:00+00:00"}


def test_a_returned_series_tells_each_dates_own_deadline(waiting):
    before = said()
    send_back(waiting, by=person(STAFF), now=NOW, question="Who comes?")
    (told,) = facts(before)
    assert [date["expires_at"] for date in told["dates"]] == [
        "2026-12-02T01:00:00+00:00",
        *["2026-12-04T15:00:00+00:00"] * 3,
    ]
