from datetime import timedelta

from sqlalchemy import select

from booking import clock
from booking.actions.heartbeat import beat
from booking.actions.leases import hold
from booking.extensions import db
from booking.models import Message, Token
from booking.rules import secrets
from tests import factories
from tests.test_startup import drop_guard


def test_a_token_stands_alone_on_the_last_line(flask):
    factories.house()
    done = flask("token", "Kim@example.kr", "--name", "calendar")
    assert done.exit_code == 0
    kept = db.session.scalars(select(Token)).one()
    assert kept.hash == secrets.digest(done.stdout.splitlines()[-1])
    assert (kept.user.email, kept.name, kept.kind) == ("kim@example.kr", "calendar", "api")


def test_no_token_for_a_stranger(flask):
    factories.house()
    done = flask("token", "nobody@example.kr")
    assert done.exit_code == 1 and "nobody has an account" in done.output
    assert db.session.scalars(select(Token)).all() == []


def test_the_demo_is_loaded_once(flask):
    first, second = flask("demo"), flask("demo")
    assert first.exit_code == second.exit_code == 0
    assert "staff@example.jp" in first.output
    assert "nothing was changed" in second.output


def test_a_used_database_is_left_alone(flask):
    factories.house()
    assert "nothing was changed" in flask("demo").output


def test_a_tick_says_what_was_done(flask):
    flask("demo")
    db.session.remove()
    due = db.session.scalars(select(Message.due_at).where(Message.status == "waiting").order_by("due_at"))
    at = due.first().isoformat()
    done = flask("tick", "--at", at)
    assert done.exit_code == 0, done.output
    assert "sent: " in done.output and "expired: 0" in done.output


def test_a_tick_at_needs_an_instant(flask):
    factories.house()
    for wrong in ("soon", "2026-12-01T10:00:00"):
        assert flask("tick", "--at", wrong).exit_code == 1


def test_a_tick_at_is_refused_without_a_test_clock(flask, app):
    factories.house()
    app.config["TEST_CLOCK"] = False
    done = flask("tick", "--at", "2026-12-01T10:00:00+09:00")
    assert done.exit_code == 1 and "TEST_CLOCK=1" in done.output


def test_a_tick_asks_whether_the_guard_is_there(flask):
    factories.house()
    drop_guard()
    assert flask("tick").exit_code == 1


def test_doctor_is_content(flask):
    factories.house()
    beat("here", now=clock.now())
    done = flask("doctor")
    assert done.exit_code == 0, done.output
    assert "wrong" not in done.output
    assert "answers by mail are not read" in done.output and "no https" in done.output


def test_doctor_says_what_is_wrong(flask, app):
    factories.house()
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    done = flask("doctor")
    assert done.exit_code == 1
    assert (
        "scheduler: it has never run" in done.output
        and "SMTP_URL: 127.0.0.1 does not take mail" in done.output
    )


def test_doctor_tries_the_door_for_mail(flask, app, tmp_path):
    factories.house()
    beat("here", now=clock.now())
    app.config["INBOUND_URL"] = f"maildir://{tmp_path}"
    assert f"INBOUND_URL: maildir: {tmp_path}/new is no folder" in flask("doctor").output
    for name in ("new", "cur"):
        (tmp_path / name).mkdir()
    assert "nobody reads it; start one: flask --app wsgi mailbox" in flask("doctor").output
    hold("mailbox", "me", now=clock.now(), until=clock.now() + timedelta(minutes=9))
    done = flask("doctor")
    assert done.exit_code == 0 and "maildir: it is read; 0 wait to be handled" in done.output
    assert "AUTHSERV_ID is not set: no sender is believed, so whoever" in done.output
    assert "answers by mail are not read" not in done.output
    for url in ("imap://u:p@127.0.0.1:1/?tls=off", "lmtp://127.0.0.1:1"):
        app.config["INBOUND_URL"] = url
        done = flask("doctor")
        assert done.exit_code == 1 and f"INBOUND_URL: {url.partition(':')[0]}: " in done.output


def test_doctor_says_what_video_meetings_lack(flask, app):
    factories.house()
    beat("here", now=clock.now())
    assert "VIDEO_PROVIDER is off: no video meetings" in flask("doctor").output
    app.config |= {"VIDEO_PROVIDER": "auto", "JANUS_BIN": "/nowhere/janus"}
    done = flask("doctor")
    assert done.exit_code == 0 and "apt install --no-install-recommends janus" in done.output
    missing = flask("video")
    assert missing.exit_code == 1 and "apt install --no-install-recommends janus" in missing.output


def test_doctor_says_where_the_relay_is_not_reached(flask, app, janus):
    factories.house()
    beat("here", now=clock.now())
    app.config |= {"VIDEO_PROVIDER": "auto", "VIDEO_PORT": 1}
    done = flask("doctor")
    assert done.exit_code == 1 and "is it running? flask --app wsgi video" in done.output
    app.config |= {"BASE_URL": "https://rooms.example.org", "VIDEO_WS_URL": "ws://127.0.0.1:8011/"}
    assert "VIDEO_WS_URL must begin with wss:" in flask("doctor").output


def test_doctor_sees_a_dropped_guard(flask):
    factories.house()
    beat("here", now=clock.now())
    drop_guard()
    done = flask("doctor")
    assert done.exit_code == 1 and "does not enforce claim_no_overlap" in done.output


def test_doctor_remarks_on_the_demo(flask):
    flask("demo")
    beat("here", now=clock.now())
    done = flask("doctor")
    assert done.exit_code == 0 and "remark  this is the demo centre" in done.output
