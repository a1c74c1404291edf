"""An undo against a worker that takes the mails up: undone and never sent, or sent and not undone (D30)."""

import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from booking.actions.approve import approve
from booking.actions.cancel import cancel
from booking.actions.undo import undo
from booking.errors import WrongState
from booking.extensions import db
from booking.models import Message
from booking.outbox.deliver import deliver
from booking.outbox.terms import Taken, Terms, Watch
from booking.rules.notices import KINDS
from tests import factories
from tests.actions.dates import SATO, made, on, statuses
from tests.actions.test_undo import MINUTE, SECOND, THEN, patient
from tests.factories import person

pytestmark = pytest.mark.race
TERMS = Terms(20, timedelta(minutes=2), MINUTE, MINUTE, 3)


class Sink:
    apart = False

    def __init__(self) -> None:
        self.sent: list[int] = []

    def prepare(self, message: Message, now: object) -> bytes:
        return b"x"

    def send(self, message: Taken) -> None:
        self.sent.append(message.id)


def told(number: int, kind: str) -> list[int]:
    rows = db.session.scalars(select(Message.id).filter_by(reservation_id=number, kind=kind)).all()
    db.session.rollback()
    return list(rows)


def undone(app, number: int, now: datetime, start: threading.Barrier, ended: dict[str, str]) -> None:
    with app.app_context():
        start.wait()
        try:
            undo(number, by=patient(), now=now + MINUTE - SECOND)
            ended["undo"] = "undone"
        except WrongState as refused:
            ended["undo"] = refused.code


def worked(app, sink: Sink, now: datetime, start: threading.Barrier, later: float) -> None:
    """By a clock that is a little ahead, so many seconds `later`: on a busy machine either may be slower."""
    with app.app_context():
        start.wait()
        time.sleep(later)
        deliver(dict.fromkeys(KINDS, sink), Watch(now + MINUTE), "worker", TERMS)


def test_either_undone_and_never_sent_or_sent_and_not_undone(app, full_depth):
    factories.house(approval="always")
    ends: Counter[str] = Counter()
    rounds = 40 if full_depth else 6
    for n in range(rounds):
        now = THEN + 10 * n * MINUTE
        number, sink, ended, start = made(on(7)), Sink(), dict[str, str](), threading.Barrier(2)
        deliver(dict.fromkeys(KINDS, Sink()), Watch(now), "first", TERMS)
        approve(number, by=patient(), now=now)
        mine = told(number, "invitation")
        runs = (
            partial(undone, app, number, now, start, ended),
            partial(worked, app, sink, now, start, n % 5 * 0.05),
        )
        threads = [threading.Thread(target=run) for run in runs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ends[ended["undo"]] += 1
        if ended["undo"] == "undone":
            assert (statuses(number), sink.sent, told(number, "invitation")) == (["tentative"], [], [])
        else:
            assert ended["undo"] == "too_late"
            assert (statuses(number), sorted(sink.sent)) == (["confirmed"], mine)
        cancel(number, by=person(SATO), now=now + 2 * MINUTE)
    assert ends.total() == rounds and (not full_depth or min(ends["undone"], ends["too_late"]) > 0), ends
