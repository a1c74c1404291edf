"""A worker stalls with a mail for longer than its lease: what comes after that mail does not overtake it."""

import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.extensions import db
from booking.jobs.tick import deliver_due
from booking.models import Message
from booking.rules.requests import Invited
from tests.factories import NOW, person, wish
from tests.outbox.crew import crew
from tests.outbox.test_workers import go, worker

LI = "li@example.tw"
AT_ONCE, NEVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@pytest.fixture
def cancelled(server):
    """Gives the function that tells LI, who is being invited, that it is off."""
    guests = (Invited(LI, "Li", "en", "Asia/Taipei"),)
    booking = book(wish(attendees=guests), by=person("kim@example.kr"), now=NOW, answer=lambda made: made.id)
    deliver_due(NOW)
    approve(booking, by=person("staff@example.jp"), now=NOW)
    deliver_due_of_others()
    return lambda: cancel(booking, by=person("kim@example.kr"), now=NOW)


def deliver_due_of_others() -> None:
    """But for the invitation of LI nothing is left to be sent."""
    db.session.execute(
        db.update(Message).where(Message.recipient != LI, Message.kind != "reminder").values(status="dropped")
    )
    db.session.commit()


def to_li() -> dict[str, str]:
    kinds = db.select(Message.kind, Message.status).where(Message.recipient == LI, Message.kind != "reminder")
    found = dict(db.session.execute(kinds).all())
    db.session.rollback()
    return found


def kinds_told(server) -> list[str]:
    """REQUEST or CANCEL, in the order in which LI has them."""
    texts = [content for recipient, content in server.taken if recipient == LI]
    return [re.search(rb"method=\"?(REQUEST|CANCEL)", text)[1].decode() for text in texts]


def soon(true: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


@pytest.mark.race
def test_the_mark_of_who_lost_the_lease_does_not_count(app, server, cancelled):
    """The lease of the first ends by the clock of the second while both are at the same mail."""
    first_may, second_may = threading.Event(), threading.Event()
    server.stalls[LI] = [first_may]
    later = NOW + app.config["OUTBOX_LEASE"] + timedelta(minutes=1)
    first, second = worker(app, server.url), worker(app, server.url, later)
    stories: dict[str, list[str]] = {}
    threads = [
        threading.Thread(target=lambda name=name, one=one: stories.update({name: go(one)}))
        for name, one in (("first", first), ("second", second))
    ]
    threads[0].start()
    soon(lambda: server.tried and server.tried[-1][0] == LI)
    tried = len(server.tried)
    server.stalls[LI].append(second_may)
    cancelled()
    threads[1].start()
    soon(lambda: len(server.tried) > tried)
    assert server.tried[-1] == server.tried[tried - 1], "the same bytes, under the same Message-ID"
    first_may.set()
    threads[0].join(60)
    assert stories["first"] == ["0"] and to_li() == {"invitation": "waiting", "cancelled": "waiting"}
    second_may.set()
    threads[1].join(60)
    assert to_li() == {"invitation": "sent", "cancelled": "sent"}
    assert kinds_told(server) == ["REQUEST", "REQUEST", "CANCEL"]


@pytest.mark.race
def test_who_stalls_gives_up_before_its_lease_ends(app, server, cancelled):
    """By true clocks: the server takes longer than the lease, and nobody says the second thing first."""
    due(AT_ONCE)
    stalled = threading.Event()
    server.stalls[LI] = [stalled]
    short = {"OUTBOX_LEASE": "3", "SMTP_TIMEOUT": "1", "OUTBOX_BACKOFF": "4"}
    with crew(app, 2, SMTP_URL=server.url, **short):
        soon(lambda: server.tried and server.tried[-1][0] == LI)
        began = time.monotonic()
        cancelled()
        due(NEVER, kind="cancelled")
        soon(lambda: error_of_invitation() != "")
        assert time.monotonic() - began < 2.9, "before the lease ends"
        time.sleep(3)
        assert to_li() == {"invitation": "waiting", "cancelled": "waiting"} and kinds_told(server) == []
        stalled.set()
        soon(lambda: kinds_told(server) == ["REQUEST"])
        due(AT_ONCE)
        soon(lambda: kinds_told(server) == ["REQUEST", "CANCEL"])


def due(at: datetime, **which: str) -> None:
    """For workers that go by a true clock, of which the tests' own says nothing."""
    db.session.execute(db.update(Message).filter_by(**which).values(due_at=at))
    db.session.commit()


def error_of_invitation() -> str:
    found = db.session.scalar(db.select(Message.error).filter_by(recipient=LI, kind="invitation"))
    db.session.rollback()
    return found
