"""Stored before all else, handled once, tried again, given up: whatever door it came by."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import update

from booking.actions.inbound import purge_inbound, retry_inbound
from booking.actions.inbound_turns import LEASE, mark_inbound, take_inbound
from booking.actions.leases import hold, let_go
from booking.errors import Forbidden, NotFound, WrongState
from booking.extensions import db
from booking.mailbox.handle import handle
from booking.mailbox.keep import keep
from booking.mailbox.parts import LARGEST
from booking.mailbox.turns import handle_due
from booking.models import Message
from booking.rules.links import envelope
from tests import factories
from tests.factories import NOW, person
from tests.mailbox.doors import HALL, ROOM, large, mail, rows

DSN = (Path(__file__).parents[1] / "data" / "dsn_postfix.eml").read_bytes()
MINUTE = timedelta(minutes=1)


def kept(raw: bytes = b"", *recipients: str, now=NOW) -> int:
    return keep(raw or mail(), recipients or (ROOM,), door="lmtp", now=now).id


def handled(app, now=NOW) -> int:
    with time_machine.travel(now, tick=False):
        return handle_due(app.config, "me")


def being_sent() -> int:
    """A message that is not marked yet: what comes back for it cannot be handled now."""
    made = Message(key="k", kind="invitation", recipient="li@example.tw", locale="en", tzid="UTC",
                   created_at=NOW, due_at=NOW)  # fmt: skip
    db.session.add(made)
    db.session.commit()
    return made.id


def test_what_its_head_claims_is_kept_beside_its_bytes(app):
    raw = mail(7, extra="Received: x\r\n").replace(b"mail 7", b"=?utf-8?b?5LyaIOitsA==?=\r\n one\x00\xff")
    row_id = kept(raw, f" {ROOM.upper()} ", ROOM, HALL)
    (row,) = rows()
    assert (row.id, row.raw, row.size, row.door, row.status) == (row_id, raw, len(raw), "lmtp", "waiting")
    assert row.envelope == [ROOM, HALL] and row.received_at == row.due_at == NOW
    assert (row.message_id, row.sender) == ("<7@example.tw>", "li@example.tw")
    assert row.subject.startswith("会 議") and row.subject.isprintable()


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n\r\n", b"\0" * 99, b"\xff\xfe: \xff\r\n", b"From: @\nTo: ;\n\n", b"a" * 99999]
)
def test_nothing_is_too_strange_to_be_kept_and_handled(app, raw):
    kept(raw or b" ")
    assert handled(app) == 1
    ended = ("refused", "too_large") if len(raw) > 9999 else ("ignored", "no_calendar")
    assert [(row.status, row.outcome) for row in rows()] == [ended]


def test_the_same_mail_for_the_same_recipients_is_kept_once(app):
    first = keep(mail(), (ROOM, HALL), door="lmtp", now=NOW)
    again = keep(mail(), (HALL, ROOM), door="imap", now=NOW + MINUTE)
    assert (first.new, again.new, again.id) == (True, False, first.id)
    assert keep(mail(), (ROOM,), door="lmtp", now=NOW).new
    assert keep(mail(body="Good evening"), (ROOM, HALL), door="lmtp", now=NOW).new
    assert len(rows()) == 3


def test_one_that_comes_again_is_not_handled_again(app):
    kept()
    assert handled(app) == 1
    kept()
    assert handled(app) == 0 and rows()[0].tries == 1


def test_of_one_too_large_only_the_head_is_kept(app):
    raw = large()
    kept(raw)
    (row,) = rows()
    assert (row.status, row.outcome, row.size) == ("refused", "too_large_mail", len(raw))
    assert row.told == {"size": len(raw), "most": LARGEST} and row.handled_at == NOW
    assert row.raw == raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" and row.sender == "li@example.tw"
    assert handled(app) == 0
    with pytest.raises(WrongState):
        factories.house()
        retry_inbound(row.id, by=person("staff@example.jp"), now=NOW)


def test_one_that_breaks_us_is_tried_again_later_and_keeps_no_other_waiting(app):
    address = f"bounce+{envelope('tests', being_sent())}@rooms.example"
    kept(DSN, address)
    kept(mail(2))
    assert handled(app) == 2
    broken, other = rows()
    assert (broken.status, broken.tries, broken.due_at) == ("waiting", 1, NOW + MINUTE)
    assert broken.error.startswith("NotSentYet: message") and broken.lease_owner is None
    assert (other.status, other.outcome, other.error) == ("ignored", "no_calendar", "")
    assert handled(app, NOW + 59 * MINUTE / 60) == 0
    db.session.execute(update(Message).values(status="sent"))
    db.session.commit()
    assert handled(app, NOW + MINUTE) == 1
    assert (rows()[0].status, rows()[0].outcome, rows()[0].error) == ("done", "undelivered", "")
    assert rows()[0].text.startswith("This is the mail system at host") and rows()[1].text == "Good morning"
    assert rows()[0].told["why"].startswith("550 5.1.1") and rows()[0].told["message"]


def test_after_five_tries_it_is_left_to_a_person_who_may_have_it_tried_again(app):
    factories.house()
    row_id = kept(DSN, f"bounce+{envelope('tests', being_sent())}@rooms.example")
    now, bob = NOW, person("staff@example.jp")
    for minutes in (1, 5, 25, 125, 0):
        assert handled(app, now) == 1
        now += minutes * MINUTE
        assert rows()[0].status == ("waiting" if minutes else "failed")
    assert rows()[0].due_at <= now and rows()[0].handled_at == now and "being sent" in rows()[0].error
    assert handled(app, now + timedelta(days=9)) == 0
    with pytest.raises(Forbidden):
        retry_inbound(row_id, by=person("kim@example.kr"), now=now)
    with pytest.raises(NotFound):
        retry_inbound(row_id + 1, by=bob, now=now)
    retry_inbound(row_id, by=bob, now=now)
    with pytest.raises(WrongState, match="inbound_changed"):
        retry_inbound(row_id, by=bob, now=now)
    assert handled(app, now) == 1 and rows()[0].tries == 1


def test_what_ends_the_process_is_given_up_in_the_end(app):
    kept()
    kept(mail(2))
    now = NOW
    for _ in range(5):
        assert take_inbound("a process that dies", now=now).id == rows()[0].id
        assert take_inbound("another", now=now).id == rows()[1].id
        db.session.execute(update(type(rows()[0])).where(type(rows()[0]).id == rows()[1].id)
                           .values(lease_owner=None, lease_until_at=None, tries=0))  # fmt: skip
        db.session.commit()
        now += LEASE
    assert take_inbound("me", now=now).id == rows()[1].id
    assert (rows()[0].status, rows()[0].error) == ("failed", "the process ended while it was at it")


def test_nobody_marks_what_another_has_taken_since(app):
    kept()
    mine = take_inbound("slow", now=NOW)
    assert take_inbound("other", now=NOW) is None
    theirs = take_inbound("other", now=NOW + LEASE)
    outcome = handle(mine.raw, mine.envelope, settings=app.config, now=NOW)
    assert not mark_inbound(mine, "slow", outcome, now=NOW + LEASE)
    assert mark_inbound(theirs, "other", outcome, now=NOW + LEASE) and theirs.tries == 2


def test_bytes_are_forgotten_first_and_rows_later(app):
    kept()
    handled(app)
    kept(mail(2))
    month, year = timedelta(days=30), timedelta(days=400)

    def purged(days: int) -> int:
        return purge_inbound(now=NOW + timedelta(days=days), keep_raw=month, keep_rows=year)

    assert purged(30) == 0
    assert purged(31) == 1 and [(row.raw is None, row.text) for row in rows()] == [(True, ""), (False, "")]
    assert purged(401) == 1 and [row.message_id for row in rows()] == ["<2@example.tw>"]


def test_a_lease_is_held_by_one_until_it_runs_out_or_is_given_back(app):
    def held(owner: str, seconds: int) -> bool:
        now = NOW + timedelta(seconds=seconds)
        return hold("mailbox", owner, now=now, until=now + timedelta(seconds=30))

    assert held("a", 0) and not held("b", 29) and held("a", 29)
    assert not held("b", 58) and held("b", 59) and not held("a", 60)
    let_go("mailbox", "a")
    assert not held("a", 61)
    let_go("mailbox", "b")
    assert held("a", 62)
