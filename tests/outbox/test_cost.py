"""What a mail costs: statements, connections, and time in which nobody else may write."""

import threading

import pytest
from sqlalchemy import event

from booking.extensions import db
from booking.jobs.sending import send_mails
from booking.models import Message
from tests.factories import NOW
from tests.outbox.test_workers import fill
from tests.web.pages import Queries

EACH = 3  # what it is; its lease and bytes; its mark (a booking asks for the first to this reader too)
BATCH = 1


@pytest.mark.parametrize("count", [1, 20])
def test_so_many_statements_for_each_mail(server, count):
    fill(count)
    with Queries() as counted:
        assert send_mails(NOW) == {"sent": count}
    assert counted.count == EACH * count + 2 * BATCH, "and one that finds nothing more"
    assert server.connections == 1


def test_a_retry_reads_no_more(server):
    fill(1)
    server.faults["u0@example.org"] = ["451 later"]
    send_mails(NOW)
    later = db.session.scalars(db.select(Message.due_at)).one()
    db.session.rollback()
    with Queries() as counted:
        assert send_mails(later) == {"sent": 1}
    assert counted.count == EACH + 2 * BATCH, "its bytes are there"


def test_nothing_due_is_one_statement(server):
    with Queries() as counted:
        assert send_mails(NOW) == {}
    assert counted.count == BATCH and server.connections == 0


def test_nobody_waits_while_a_mail_is_written_or_sent(app, server):
    """Others write while the server takes its time, and at no moment is our transaction open to more than one
    row: an outage of mail is none of the desk.
    """
    fill(3)
    engine, written = db.engine, []

    def write(recipient: str) -> None:
        with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as other:
            other.execute(db.update(Message).values(tzid="Asia/Seoul"))
            other.commit()
        written.append(recipient)

    server.before_reply = write
    assert send_mails(NOW) == {"sent": 3} and len(written) == 3


def test_a_mark_that_the_database_did_not_take_is_made_again(app, server, caplog):
    """A moment without the database after the server's 250 must not send the mail twice."""
    fill(1)
    engine, failing = db.engine, threading.Event()

    def fail(conn, cursor, statement, *more):
        if failing.is_set() and statement.startswith("UPDATE message"):
            failing.clear()
            raise engine.dialect.dbapi.OperationalError("the disk is away for a moment")

    server.before_reply = lambda recipient: failing.set()
    event.listen(engine, "before_cursor_execute", fail)
    try:
        assert send_mails(NOW) == {"sent": 1}
    finally:
        event.remove(engine, "before_cursor_execute", fail)
    assert "not marked sent, trying again" in caplog.text and len(server.taken) == 1
    assert send_mails(NOW) == {}
