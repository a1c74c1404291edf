"""Two machines that answer each other are slowed down (ICAL C14)."""

from datetime import timedelta

import pytest
import time_machine
from flask_babel import force_locale

from booking.extensions import db
from booking.inbound_words import of_inbound
from booking.mailbox.keep import keep
from booking.mailbox.turns import handle_due
from booking.models import InboundMessage
from booking.rules.pace import ANSWERED, MOST_ANSWERED
from tests import factories
from tests.factories import NOW
from tests.mailbox.doors import ROOM, rows
from tests.mailbox.invitations import SERVER, invitation, standing_in
from tests.mailbox.invites import HALL, KIM, event, written

SATO = "sato@example.jp"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def settings_of_app():
    return {"INBOUND_DOMAIN": "rooms.example", "AUTHSERV_ID": SERVER}


@pytest.fixture(autouse=True)
def house(app):
    factories.house()


@pytest.fixture
def desk():
    with standing_in() as standing:
        yield standing


def answered(times: int, to: str = SATO, outcome: str = "booked", since=NOW) -> None:
    """One a minute."""
    common = {"sender": to, "outcome": outcome, "status": "done", "raw": b"", "size": 0, "door": "lmtp"}
    for n in range(times):
        at = since + n * MINUTE
        moments = dict.fromkeys(("received_at", "due_at", "handled_at"), at)
        db.session.add(InboundMessage(key=f"{to}:{outcome}:{at}", envelope=[], **moments, **common))
    db.session.commit()


def kept(sender: str = SATO, method: str = "REQUEST", uid: str = "1") -> None:
    raw = invitation(sender, organizer=sender, method=method, uid=uid, believed=True)
    keep(raw, (ROOM,), door="lmtp", now=NOW)


def handled(app, now) -> int:
    with time_machine.travel(now, tick=False):
        return handle_due(app.config, "me")


def test_who_was_answered_twenty_times_within_the_hour_waits_until_it_is_over(app, desk):
    answered(MOST_ANSWERED)
    kept()
    for _ in range(9):
        handled(app, NOW + HOUR - MINUTE)
    row = rows()[-1]
    assert (row.status, row.tries, row.due_at) == ("waiting", 0, NOW + HOUR)
    assert (row.outcome, row.error) == ("too_fast", "") and not desk.seen
    with app.test_request_context(), force_locale("en"):
        assert SATO in of_inbound(row.outcome, row.told)
    assert handled(app, NOW + HOUR) == 1
    assert rows()[-1].status == "done" and rows()[-1].outcome != "too_fast" and len(desk.seen) == 1


def test_nobody_else_waits_and_nothing_else_counts(app, desk):
    answered(MOST_ANSWERED, to="kim@example.kr")
    answered(MOST_ANSWERED, outcome="reply_accepted")
    answered(MOST_ANSWERED - 1)
    kept()
    handled(app, NOW + MINUTE * 30)
    assert rows()[-1].status == "done"


def test_an_answer_of_somebody_invited_never_waits(app, desk):
    answered(MOST_ANSWERED)
    kept(method="REPLY")
    handled(app, NOW + MINUTE * 30)
    assert rows()[-1].status != "waiting"


@pytest.mark.parametrize("organizer", [KIM, "boss@example.kr"])
def test_of_many_invitations_those_after_the_twentieth_wait_their_turn(app, organizer):
    """Whoever is answered: the sender may write for somebody else."""
    for n in range(MOST_ANSWERED + 1):
        day, hour = f"202612{2 + n % 7:02}", 10 + n // 7
        raw = written(event(f"{n}@kim", f"{day}T{hour}0000", f"{day}T{hour}3000"))
        raw = raw.replace(b"ORGANIZER;CN=Kim Minsu:mailto:" + KIM.encode(), _by(organizer))
        keep(raw.replace(b"mx.example.com", SERVER.encode()), (HALL,), door="lmtp", now=NOW)
    handled(app, NOW)
    *before, last = rows()
    assert {row.outcome for row in before} <= ANSWERED
    assert (last.status, last.outcome, last.due_at) == ("waiting", "too_fast", NOW + HOUR)
    handled(app, NOW + HOUR)
    assert rows()[-1].outcome in ANSWERED


def _by(organizer: str) -> bytes:
    written_by = f';SENT-BY="mailto:{KIM}"' if organizer != KIM else ""
    return f"ORGANIZER{written_by}:mailto:{organizer}".encode()
