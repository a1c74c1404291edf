"""The mail server is away for an hour; the whole process is, for a day."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.extensions import db
from booking.jobs.tick import deliver_due, tick
from booking.models import Message
from booking.queries.backlog import backlog
from booking.rules.interval import Interval
from tests.factories import NOW, at, person, span, wish
from tests.outbox.test_workers import fill
from tests.web.pages import Queries

NOWHERE = "smtp://127.0.0.1:1"
TICK, MINUTE, HOUR = timedelta(seconds=10), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def _running(server):
    pass


def waiting() -> list[Message]:
    found = db.session.scalars(
        select(Message).where(Message.status == "waiting", Message.kind != "reminder")
    ).all()
    db.session.rollback()
    return list(found)


def ask(day: int, now: datetime) -> tuple[int, int]:
    """A request of kim's, and how many statements it took."""
    kim = person("kim@example.kr")
    with Queries() as counted:
        made = book(wish(span(day, "10:00", "11:00")), by=kim, now=now, answer=lambda made: made.id)
    return made, counted.count


def through(begins: datetime, ends: datetime) -> Counter[str]:
    """A worker at each tick."""
    done, now = Counter[str](), begins
    while now < ends:
        done.update(deliver_due(now))
        now += TICK
    return done


def drained(since: datetime) -> datetime:
    """When a worker has sent the last of what waits."""
    now = since
    while waiting():
        deliver_due(now)
        now += TICK
        assert now < since + HOUR
    return now


def test_an_hour_without_the_server(app, server):
    _, as_usual = ask(3, NOW)
    assert deliver_due(NOW) == {"sent": 3}
    app.config["SMTP_URL"] = NOWHERE
    asked = []
    for number, day in enumerate((4, 7, 8)):
        begins = NOW + number * 20 * MINUTE
        booking, statements = ask(day, begins)
        assert statements == as_usual, "a booking does not ask whether mail goes out"
        asked.append(booking)
        done = through(begins, begins + 20 * MINUTE)
        assert set(done) == {"unreachable", "retried"} and 15 < done["unreachable"] <= 22, (
            "about once a minute"
        )
    cancel(asked[0], by=person("kim@example.kr"), now=NOW + HOUR)
    late = waiting()
    assert {row.tries for row in late} == {0}, "it is not the mails' fault"
    assert {row.lease_owner for row in late} == {None}
    assert min(row.due_at for row in late) == NOW, "and how late they are is seen"
    assert all("refused" in row.error for row in late if row.due_at < NOW + HOUR)
    seen = backlog(NOW + HOUR)
    assert seen.late(NOW + HOUR, 30 * MINUTE) and "refused" in seen.error, "staff are told so"
    app.config["SMTP_URL"] = server.url
    assert drained(NOW + HOUR) <= NOW + HOUR + 1.25 * MINUTE + 3 * TICK, "soon after it is back"
    in_order(server)


def in_order(server) -> None:
    rows = db.session.execute(
        select(Message.reservation_id, Message.recipient, Message.kind).order_by(Message.id)
    )
    told = [(row.reservation_id, row.recipient) for row in rows if row.kind != "reminder"]
    assert len(server.taken) == len(told) and len(set(server.taken)) == len(told), "each once"
    sent = db.session.execute(
        select(Message.id, Message.reservation_id, Message.recipient)
        .where(Message.status == "sent")
        .order_by(Message.sent_at, Message.id)
    ).all()
    for one in set(told):
        ids = [row.id for row in sent if (row.reservation_id, row.recipient) == one]
        assert ids == sorted(ids)


def test_however_many_wait_for_the_server_cost_one_attempt_a_minute(app, server):
    fill(200)
    app.config["SMTP_URL"] = NOWHERE
    assert deliver_due(NOW) == {"unreachable": 1, "retried": 20}
    assert {deliver_due(NOW + n * TICK).get("unreachable", 0) for n in range(1, 6)} == {0}
    app.config["SMTP_URL"] = server.url
    assert deliver_due(NOW + 1.5 * MINUTE) == {"sent": 200}


def test_what_comes_new_is_tried_at_once(app, server):
    app.config["SMTP_URL"] = NOWHERE
    ask(3, NOW)
    assert deliver_due(NOW)["unreachable"] == 1
    app.config["SMTP_URL"] = server.url
    ask(4, NOW + TICK)
    assert deliver_due(NOW + TICK) == {"sent": 3}


def test_a_day_without_any_process(server):
    """Reminders of what has not begun go out once, the others are marked missed; a tick has made them all."""
    on_the_22nd, missed, late, later = (
        confirmed(span(day, begins, ends))
        for day, begins, ends in (
            (22, "10:00", "11:00"), (23, "10:00", "11:00"), (24, "10:00", "11:00"), (25, "10:00", "11:00")
        )
    )  # fmt: skip
    deliver_due(NOW)
    assert reminders() == {}
    for day, clock in ((15, "09:00"), (17, "12:00"), (21, "10:00"), (22, "09:00"), (22, "09:30")):
        tick(at(day, clock))
    assert reminders() == {(booking, "waiting"): 2 for booking in (missed, late, later)} | {
        (on_the_22nd, "sent"): 2
    }
    before = len(server.taken)
    done = tick(at(24, "09:30"))
    assert (done["missed"], done["sent"], done["dropped"]) == (2, 1, 1), "of two that are late the later"
    assert reminders() == {
        (on_the_22nd, "sent"): 2, (missed, "missed"): 2, (late, "sent"): 1, (late, "dropped"): 1,
        (later, "waiting"): 2,
    }  # fmt: skip
    assert tick(at(24, "09:31")).get("sent", 0) == 0 and len(server.taken) == before + 1


def confirmed(times: Interval) -> int:
    made = book(wish(times), by=person("kim@example.kr"), now=NOW, answer=lambda made: made.id)
    approve(made, by=person("staff@example.jp"), now=NOW)
    return made


def reminders() -> Counter[tuple[int, str]]:
    found = db.session.execute(
        select(Message.reservation_id, Message.status).filter_by(kind="reminder")
    ).all()
    db.session.rollback()
    return Counter(tuple(row) for row in found)
