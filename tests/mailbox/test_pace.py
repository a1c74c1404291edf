"""Two machines that answer each other are slowed down (ICAL C14)."""

from datetime import timedelta

import pytest
import time_machine

from booking.extensions import db
from booking.mailbox.keep import keep
from booking.mailbox.turns import handle_due
from booking.models import Message
from booking.rules.pace import ANSWERS, MOST_ANSWERS
from tests import factories
from tests.factories import NOW
from tests.mailbox.doors import ROOM, rows
from tests.mailbox.invitations import SERVER, invitation, standing_in

SATO = "sato@example.jp"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
(ANSWER, *_) = sorted(ANSWERS)


@pytest.fixture
def settings_of_app():
    return {"INBOUND_DOMAIN": "rooms.example", "AUTHSERV_ID": SERVER}


@pytest.fixture(autouse=True)
def desk(app):
    factories.house()
    with standing_in() as standing:
        yield standing


def answered(times: int, to: str = SATO, kind: str = ANSWER, since=NOW) -> None:
    """One a minute."""
    common = {"kind": kind, "recipient": to, "locale": "en", "tzid": "UTC", "status": "sent"}
    for n in range(times):
        at = since + n * MINUTE
        db.session.add(Message(key=f"{to}:{kind}:{at}", created_at=at, due_at=at, **common))
    db.session.commit()


def kept(sender: str = SATO, method: str = "REQUEST", uid: str = "1") -> None:
    raw = invitation(sender, organizer=sender, method=method, uid=uid, believed=True)
    keep(raw, (ROOM,), door="lmtp", now=NOW)


def handled(app, now) -> int:
    with time_machine.travel(now, tick=False):
        return handle_due(app.config, "me")


def test_who_was_answered_twenty_times_within_the_hour_waits_until_it_is_over(app, desk):
    answered(MOST_ANSWERS)
    kept()
    for _ in range(9):
        handled(app, NOW + HOUR - MINUTE)
    (row,) = rows()
    assert (row.status, row.tries, row.due_at) == ("waiting", 0, NOW + HOUR)
    assert row.error == f"20 answers went to {SATO} within an hour" and not desk.seen
    assert handled(app, NOW + HOUR) == 1
    assert rows()[0].status == "done" and rows()[0].error == "" and len(desk.seen) == 1


def test_nobody_else_waits_and_nothing_else_counts(app, desk):
    answered(MOST_ANSWERS, to="kim@example.kr")
    answered(MOST_ANSWERS, kind="invitation")
    answered(MOST_ANSWERS - 1)
    kept()
    handled(app, NOW + MINUTE * 30)
    assert rows()[0].status == "done"


def test_an_answer_of_somebody_invited_never_waits(app, desk):
    answered(MOST_ANSWERS)
    kept(method="REPLY")
    handled(app, NOW + MINUTE * 30)
    assert rows()[0].status != "waiting"
