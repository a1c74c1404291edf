"""Since when mail does not go out, told from one reader's mailbox that is full."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from booking.actions.book import book
from booking.extensions import db
from booking.jobs.tick import deliver_due
from booking.models import Message
from booking.queries.backlog import NOTHING, backlog
from tests import factories, smtp
from tests.factories import NOW, at, person, span, wish
from tests.web.pages import Queries

KIM, SATO = "kim@example.kr", "sato@example.jp"
MINUTE, QUARTER = timedelta(minutes=1), timedelta(minutes=15)


@pytest.fixture(autouse=True)
def server(app):
    factories.house()
    with smtp.server() as running:
        app.config["SMTP_URL"] = running.url
        yield running


def booked(day: int, who: str = KIM, now=NOW) -> None:
    book(wish(span(day, "10:00", "11:00")), by=person(who), now=now)


def test_nothing_due_is_one_statement():
    with Queries() as queries:
        assert backlog(NOW) == NOTHING
    assert queries.count == 1
    assert not NOTHING.late(NOW, QUARTER)


def test_what_nobody_takes_up_is_late_after_a_while():
    booked(9)
    found = backlog(NOW + 20 * MINUTE)
    assert (found.due, found.oldest_at, found.stuck_at, found.error) == (1, NOW, NOW, "")
    assert not found.late(NOW + QUARTER, QUARTER) and found.late(NOW + 16 * MINUTE, QUARTER)


def test_a_server_that_is_away_is_told_with_its_error_however_often_it_was_tried(app):
    booked(9)
    app.config["SMTP_URL"], now = "smtp://127.0.0.1:1", NOW
    while now < NOW + 20 * MINUTE:
        deliver_due(now)
        now += MINUTE
    found = backlog(now)
    assert (found.due, found.stuck_at) == (1, NOW) and "refused" in found.error
    assert found.late(now, QUARTER)


def test_one_mailbox_that_is_full_is_no_standstill(server):
    server.faults[KIM] = ["452 mailbox full"] * 9
    booked(9)
    deliver_due(NOW)
    booked(10, who=SATO, now=NOW + MINUTE)
    deliver_due(NOW + MINUTE)
    found = backlog(NOW + 20 * MINUTE)
    assert (found.due, found.oldest_at, found.stuck_at) == (1, NOW, None)
    assert not found.late(NOW + 20 * MINUTE, QUARTER)


def test_a_reminder_that_was_put_off_is_late_from_when_it_should_have_come(server):
    booked(4)
    deliver_due(NOW)
    assert backlog(at(3, "09:59")) == NOTHING
    due, server.faults[KIM] = at(3, "10:00"), ["451 later"]
    deliver_due(due)
    assert db.session.scalars(select(Message.due_at).where(Message.error != "")).one() > due
    found = backlog(due + QUARTER)
    assert (found.due, found.stuck_at, found.error) == (1, due, "451 later")


def test_what_is_due_later_is_not_due(app):
    booked(4)
    db.session.execute(update(Message).values(due_at=NOW + timedelta(hours=1)))
    db.session.commit()
    assert backlog(NOW) == NOTHING


def test_it_costs_the_same_however_much_there_is(app):
    booked(9)
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    deliver_due(NOW)

    def cost() -> int:
        db.session.rollback()
        with Queries() as queries:
            assert backlog(NOW + MINUTE).due
        return queries.count

    one = cost()
    for day in (10, 11, 14, 15):
        booked(day)
    assert cost() == one == 2
