"""A mail server hands over what came back."""

from pathlib import Path

import pytest
from sqlalchemy import select

from booking.extensions import db
from booking.jobs.tick import deliver_due
from booking.models import Message
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
    assert done.exit_code == 0 and done.output.startswith(f"message {sent} was not delivered: 550 5.1.1")
    assert row().status == "failed" and "User unknown" in row().error
    assert receive(app, DSN, address).output == f"message {sent}: known already\n"


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "To"])
def test_the_head_may_name_the_recipient(app, sent, header):
    token = envelope("tests", sent)
    named = DSN.replace(b"To: bounce+TOKEN@", f"{header}: bounce+{token}@".encode())
    assert receive(app, named).output.startswith(f"message {sent} was")


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


def test_without_a_database_the_server_is_to_try_again(app, sent):
    drop_guard()
    assert receive(app, DSN, f"bounce+{envelope('tests', sent)}@rooms.example").exit_code == 75
