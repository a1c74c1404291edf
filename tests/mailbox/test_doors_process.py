"""The mailbox process as it is run: `flask --app wsgi mailbox`."""

import signal
import smtplib

import pytest
from sqlalchemy import select

from booking import clock
from booking.extensions import db
from booking.models import JobRun, Lease
from booking.queries.inbound import inbound_standing
from tests import factories
from tests.mailbox.doors import ROOM, free_port, mail, process, rows, wait_until
from tests.mailbox.test_doors_keep import DSN, being_sent, envelope


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def lmtp(port: int) -> smtplib.LMTP | None:
    try:
        return smtplib.LMTP("127.0.0.1", port, timeout=20)
    except OSError:
        return None


def owner() -> str | None:
    db.session.rollback()
    return db.session.scalar(select(Lease.owner))


def test_what_was_answered_with_250_survives_any_death_and_is_handled(app):
    """It is killed between its answer and the handling, as near as one gets; the next one goes on."""
    port = free_port()
    with process(app, f"lmtp://127.0.0.1:{port}") as first:
        found: list[smtplib.LMTP] = []
        wait_until(lambda: (client := lmtp(port)) and not found.append(client), 60)
        found[0].sendmail("li@example.tw", [ROOM], mail())
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert [row.raw for row in rows()] == [mail()]
    db.session.execute(db.update(Lease).values(until_at=clock.now()))
    db.session.commit()
    with process(app, "pipe:"):
        wait_until(lambda: rows()[0].status == "ignored", 60)
    assert (rows()[0].outcome, rows()[0].door, rows()[0].envelope) == ("no_calendar", "lmtp", [ROOM])


def test_one_at_a_time_and_the_next_takes_over(app, tmp_path):
    (tmp_path / "new").mkdir()
    url = f"maildir://{tmp_path}"
    with process(app, url, INBOUND_EVERY="1") as first:
        wait_until(owner, 60)
        holder = owner()
        with process(app, url, INBOUND_EVERY="1") as second:
            assert "another mailbox process is at work" in second.stderr.readline()
            assert owner() == holder and f"-{first.pid}-" in holder
            first.send_signal(signal.SIGTERM)
            assert first.wait(20) == 0
            wait_until(lambda: f"-{second.pid}-" in (owner() or ""), 30)
            (tmp_path / "new" / "1.a").write_bytes(mail())
            wait_until(lambda: [row.status for row in rows()] == ["ignored"])
            second.send_signal(signal.SIGTERM)
            assert second.wait(20) == 0
    assert owner() is None


def test_a_door_that_does_not_open_is_told_and_tried_again(app, tmp_path):
    with process(app, f"maildir://{tmp_path}", INBOUND_EVERY="1"):
        wait_until(lambda: owner() and db.session.get(JobRun, "read mail"), 60)
        db.session.rollback()
        told = inbound_standing(clock.now())
        assert told.read and told.error.startswith("FileNotFoundError: ")
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / "1.a").write_bytes(mail())
        wait_until(lambda: [row.status for row in rows()] == ["ignored"], 30)
        wait_until(lambda: not (db.session.rollback() or inbound_standing(clock.now()).error))


def test_a_mail_that_fails_keeps_no_other_waiting(app, tmp_path):
    address = f"bounce+{envelope('tests', being_sent())}@rooms.example"
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.a").write_bytes(f"Delivered-To: {address}\n".encode() + DSN)
    (tmp_path / "new" / "2.a").write_bytes(mail(2))
    with process(app, f"maildir://{tmp_path}", INBOUND_EVERY="1"):
        wait_until(
            lambda: [(row.status, row.tries) for row in rows()] == [("waiting", 1), ("ignored", 1)], 60
        )


def test_without_an_address_there_is_nothing_to_read(app):
    with process(app, "") as nothing:
        assert nothing.wait(60) == 1
        assert "INBOUND_URL is not set" in nothing.stderr.read()
