"""A mail server hands over what came back."""

from pathlib import Path

import pytest
from sqlalchemy import select

from booking import clock
from booking.extensions import db
from booking.jobs.tick import deliver_due
from booking.mailbox.parts import LARGEST
from booking.models import InboundMessage, Message
from booking.rules.links import envelope
from tests import factories, smtp
from tests.factories import NOW
from tests.outbox.test_deliver import LI, confirmed
from tests.test_startup import drop_guard

DSN = (Path(__file__).parents[1] / "data" / "dsn_postfix.eml").read_bytes()


@pytest.fixture
def sent(app):
    """The number of a message that a server took."""
    factories.house(approval="always")
    with smtp.server() as running:
        app.config["SMTP_URL"] = running.url
        confirmed()
        deliver_due(NOW)
    return row().id


def row() -> Message:
    db.session.remove()
    return db.session.scalars(select(Message).filter_by(recipient=LI, kind="invitation")).one()


def receive(app, content: bytes, *recipient: str):
    return app.test_cli_runner().invoke(args=["receive", *recipient], input=content)


def test_a_notice_fails_its_message(app, sent):
    address = f"bounce+{envelope('tests', sent)}@rooms.example"
    done = receive(app, DSN, address)
    assert done.exit_code == 0 and done.output.startswith(f"done: undelivered {{'message': {sent}, ")
    assert row().status == "failed" and "User unknown" in row().error
    assert receive(app, DSN, address).output == done.output
    another = receive(app, DSN + b"again", address)
    assert another.output == f"ignored: undelivered_known {{'message': {sent}}}\n"


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "To"])
def test_the_head_may_name_the_recipient(app, sent, header):
    token = envelope("tests", sent)
    named = DSN.replace(b"To: bounce+TOKEN@", f"{header}: bounce+{token}@".encode())
    assert receive(app, named).output.startswith("done: undelivered")


@pytest.mark.parametrize("token", ["TOKEN", "1-" + "0" * 32, ""])
def test_anything_else_is_let_be(app, sent, token):
    done = receive(app, DSN, f"bounce+{token}@rooms.example")
    assert done.exit_code == 0 and done.output.startswith("ignored:")
    assert row().status == "sent"


def test_an_absence_note_is_no_failure(app, sent):
    note = b"From: li@example.tw\nAuto-Submitted: auto-replied\nSubject: away\n\nBack on Monday.\n"
    done = receive(app, note, f"bounce+{envelope('tests', sent)}@rooms.example")
    assert done.output.startswith("ignored:") and row().status == "sent"


def test_a_notice_that_overtakes_our_own_mark_is_to_come_again(app, sent):
    db.session.execute(db.update(Message).values(status="waiting"))
    db.session.commit()
    done = receive(app, DSN, f"bounce+{envelope('tests', sent)}@rooms.example")
    assert done.exit_code == 75 and row().status == "waiting"


def test_a_later_tick_handles_what_could_not_be_handled(app, sent):
    db.session.execute(db.update(Message).values(status="waiting"))
    db.session.commit()
    receive(app, DSN, f"bounce+{envelope('tests', sent)}@rooms.example")
    db.session.execute(db.update(Message).values(status="sent"))
    db.session.execute(db.update(InboundMessage).values(due_at=clock.now()))
    db.session.commit()
    assert "mails_handled: 1" in app.test_cli_runner().invoke(args=["tick"]).output
    assert row().status == "failed"


def test_where_a_mailbox_process_runs_it_is_only_stored(app, sent):
    app.config["INBOUND_URL"] = "pipe:"
    done = receive(app, DSN, f"bounce+{envelope('tests', sent)}@rooms.example")
    assert (done.exit_code, done.output) == (0, "waiting:\n") and row().status == "sent"


def test_what_is_too_large_goes_back_to_its_sender(app, sent):
    raw = DSN + b"x" * (LARGEST + 9)
    done = receive(app, raw, f"bounce+{envelope('tests', sent)}@rooms.example")
    assert done.exit_code == 65 and done.output.startswith("refused: too_large_mail {")
    assert f"'size': {len(raw)}" in done.output


def test_without_a_database_the_server_is_to_try_again(app, sent):
    drop_guard()
    assert receive(app, DSN, f"bounce+{envelope('tests', sent)}@rooms.example").exit_code == 75
