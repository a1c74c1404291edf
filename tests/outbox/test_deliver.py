"""What is due goes out once and in order, over a real SMTP connection that fails as told."""

from datetime import timedelta
from email.utils import parseaddr

import pytest
from sqlalchemy import select

from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.decline import decline
from booking.actions.reply import reply
from booking.extensions import db
from booking.jobs.sending import deliver_due, stopping
from booking.jobs.tick import PARTS, tick
from booking.models import Attendee, Message, Occurrence
from booking.outbox.terms import Watch
from booking.rules.requests import Edit, Invited
from tests import smtp
from tests.factories import NOW, at, person, wish

LI, RAO = "li@example.tw", "rao@example.in"
GUESTS = (Invited(LI, "Li", "zh_Hant", "Asia/Taipei"), Invited(RAO, "Rao", "en", "Asia/Kolkata"))
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _running(server):
    pass


def asked() -> int:
    """A request of kim's with two guests, whose id it gives."""
    return book(wish(attendees=GUESTS), by=person("kim@example.kr"), now=NOW, answer=lambda made: made.id)


def confirmed() -> int:
    """The same, approved, with nothing sent yet but what the request caused."""
    booking = asked()
    deliver_due(NOW)
    approve(booking, by=person("staff@example.jp"), now=NOW)
    return booking


def rows(**wanted):
    found = db.session.scalars(select(Message).filter_by(**wanted).order_by(Message.id)).all()
    db.session.rollback()
    return found


def state(**wanted):
    columns = (Message.status, Message.tries, Message.error, Message.lease_owner, Message.due_at)
    found = db.session.execute(select(*columns).filter_by(**wanted).order_by(Message.id)).all()
    db.session.rollback()
    return found


def method_of(mail):
    part = next((p for p in mail.walk() if p.get_content_type() == "text/calendar"), None)
    return part["Content-Type"].params["method"] if part else None


def told(server):
    return [(parseaddr(mail["To"])[1], method_of(mail)) for mail in server.mails()]


def test_while_pending_only_the_booker_has_it_in_the_calendar(server):
    asked()
    assert deliver_due(NOW) == {"sent": 3}
    assert sorted(told(server), key=str) == [
        ("admin@example.jp", None), ("kim@example.kr", "REQUEST"), ("staff@example.jp", None),
    ]  # fmt: skip
    assert server.connections == 1, "one connection for a batch"
    assert deliver_due(NOW) == {}


def test_each_attendee_gets_exactly_one_request(server):
    confirmed()
    deliver_due(NOW)
    deliver_due(NOW + MINUTE)
    invited = told(server)[3:]
    assert sorted(invited) == [("kim@example.kr", "REQUEST"), (LI, "REQUEST"), (RAO, "REQUEST")]
    first, second = (mail for mail in server.mails() if "kim@example.kr" in mail["To"])
    assert second["In-Reply-To"] == first["Message-ID"] != second["Message-ID"]


def test_a_decline_cancels_only_what_was_sent(server):
    booking = asked()
    deliver_due(NOW)
    decline(booking, by=person("staff@example.jp"), now=NOW, reason="no")
    deliver_due(NOW)
    assert told(server)[3:] == [("kim@example.kr", "CANCEL")]


def test_what_was_not_sent_yet_is_not_said(server):
    booking = confirmed()
    cancel(booking, by=person("kim@example.kr"), now=NOW)
    assert deliver_due(NOW) == {"sent": 1}
    assert told(server)[3:] == [("kim@example.kr", "CANCEL")]
    assert rows(kind="reminder") == []


def test_a_temporary_failure_backs_off_and_the_same_bytes_follow(server, app):
    server.faults[LI] = ["451 try later", "452 later still"]
    confirmed()
    assert deliver_due(NOW) == {"sent": 2, "retried": 1}
    ((status, tries, error, owner, due_at),) = state(recipient=LI, method="REQUEST")
    assert (status, tries, error, owner) == ("waiting", 1, "451 try later", None)
    assert NOW + MINUTE <= due_at <= NOW + 1.3 * MINUTE
    assert deliver_due(NOW + 0.5 * MINUTE) == {}
    assert deliver_due(NOW + 2 * MINUTE) == {"retried": 1}
    assert NOW + 4 * MINUTE <= state(recipient=LI, method="REQUEST")[0].due_at <= NOW + 4.6 * MINUTE
    assert deliver_due(NOW + 5 * MINUTE) == {"sent": 1}
    first, second, third = [content for recipient, content in server.tried if recipient == LI]
    assert first == second == third and b"Message-ID: <message-" in first


def test_backing_off_has_an_end(server, app):
    app.config["OUTBOX_BACKOFF_MAX"], app.config["OUTBOX_TRIES"] = 2 * MINUTE, 4
    server.faults[LI] = ["451 no"] * 9
    confirmed()
    now = NOW
    for _ in range(3):
        assert deliver_due(now)["retried"] == 1
        due_at = state(recipient=LI, method="REQUEST")[0].due_at
        assert due_at <= now + 2.1 * MINUTE
        now = due_at
    assert deliver_due(now) == {"failed": 1}
    assert state(recipient=LI, method="REQUEST")[0][:3] == ("failed", 4, "451 no")
    assert deliver_due(now + 10 * MINUTE) == {}


def test_a_permanent_failure_is_given_up_at_once(server):
    server.refused[LI] = "550 no such mailbox"
    confirmed()
    assert deliver_due(NOW) == {"sent": 2, "failed": 1}
    assert state(recipient=LI, method="REQUEST")[0][:3] == ("failed", 1, "550 no such mailbox")


@pytest.mark.parametrize("fault", [smtp.HANG_UP, smtp.HANG_UP_IN_DATA])
def test_a_connection_that_drops_loses_nothing(server, fault):
    server.faults[LI] = [fault]
    confirmed()
    assert deliver_due(NOW) == {"sent": 2, "retried": 1}
    assert server.connections == 3, "one for the request, one dropped, one for what came after"
    assert deliver_due(NOW + 2 * MINUTE) == {"sent": 1}
    assert sorted(server.recipients()[3:]) == ["kim@example.kr", LI, RAO]


def test_a_long_drain_leases_by_the_time_that_it_is(server, app, monkeypatch):
    """A queue that takes longer than a lease: what comes last is leased from when it is taken up."""
    app.config["OUTBOX_BATCH"] = 1
    looks, engine, leases = iter(range(1000)), db.engine, []
    monkeypatch.setattr(Watch, "now", lambda watch: watch.began_at + next(looks) * MINUTE)

    def note(recipient: str) -> None:
        with engine.connect() as other:
            leases.extend(
                other.scalars(select(Message.lease_until_at).where(Message.lease_owner.is_not(None)))
            )

    confirmed()
    server.before_reply = note
    assert deliver_due(NOW) == {"sent": 3}
    assert leases == sorted(leases) and leases[-1] > leases[0] + app.config["OUTBOX_LEASE"]


def test_one_that_is_told_to_end_ends_after_its_mail_and_hands_back_the_rest(server, app):
    confirmed()
    server.before_reply = lambda recipient: stopping.set()
    try:
        assert deliver_due(NOW) == {"sent": 1}
        assert deliver_due(NOW) == {}
    finally:
        stopping.clear()
        server.before_reply = lambda recipient: None
    left = state(status="waiting", method="REQUEST")
    assert [(row.tries, row.lease_owner, row.due_at) for row in left] == [(0, None, NOW)] * 2
    assert deliver_due(NOW) == {"sent": 2}


def test_an_update_never_overtakes(server):
    server.faults[LI] = ["451 later"]
    booking = confirmed()
    deliver_due(NOW)
    cancel(booking, by=person("kim@example.kr"), now=NOW)
    deliver_due(NOW)
    assert (LI, "CANCEL") not in told(server) and (RAO, "CANCEL") in told(server)
    deliver_due(NOW + 2 * MINUTE)
    assert [entry for entry in told(server) if entry[0] == LI] == [(LI, "REQUEST"), (LI, "CANCEL")]


def test_a_cancel_is_dropped_where_the_request_was_given_up(server):
    server.faults[LI] = ["451 later", "550 gone"]
    booking = confirmed()
    deliver_due(NOW)
    cancel(booking, by=person("kim@example.kr"), now=NOW)
    deliver_due(NOW + 2 * MINUTE)
    assert [row.status for row in state(recipient=LI, kind="invitation")] == ["failed"]
    assert [row.status for row in state(recipient=LI, kind="cancelled")] == ["dropped"]
    assert LI not in server.recipients()


def test_reminders_hold_nothing_back_and_are_not_held(server):
    booking, kim = confirmed(), person("kim@example.kr")
    assert len(rows(kind="reminder")) == 6, "two leads, three people, made at confirmation"
    assert deliver_due(NOW) == {"sent": 3}
    change(booking, Edit(title="Other talks"), by=kim, now=NOW)
    assert deliver_due(NOW) == {"sent": 3}, "though their reminders, which wait, were made before"
    assert len(rows(kind="reminder", status="waiting")) == 6
    server.faults[LI] = ["451 later"]
    change(booking, Edit(title="Talks again"), by=kim, now=at(1, "09:59"))
    assert deliver_due(at(1, "09:59")) == {"sent": 2, "retried": 1}
    assert deliver_due(at(1, "09:59") + MINUTE - timedelta(seconds=1)) == {}
    (held,) = (row.id for row in rows(recipient=LI, status="waiting", kind="changed"))
    assert deliver_due(at(1, "10:00")) == {"sent": 3}, "Li's reminder too"
    assert rows(id=held)[0].status == "waiting"


def test_reminders_come_a_day_and_an_hour_before(server):
    confirmed()
    deliver_due(NOW)
    assert deliver_due(at(1, "09:59")) == {}
    assert deliver_due(at(1, "10:00")) == {"sent": 3}
    assert deliver_due(at(2, "09:00")) == {"sent": 3}
    parts = [{part.get_content_type() for part in mail.walk()} for mail in server.mails()[-6:]]
    assert all("text/calendar" not in kinds for kinds in parts), "a reminder asks for no answer"
    assert server.mails()[-1]["Date"] == "Wed, 02 Dec 2026 00:00:00 +0000"


def test_a_late_reminder_comes_once_and_one_too_late_is_missed(server):
    confirmed()
    deliver_due(NOW)
    assert deliver_due(at(2, "09:59")) == {"sent": 3, "dropped": 3}
    assert {(row.status) for row in state(kind="reminder")} == {"sent", "dropped"}


def test_none_comes_once_the_meeting_has_begun(server):
    confirmed()
    deliver_due(NOW)
    assert deliver_due(at(2, "10:00")) == {"missed": 6}
    assert len(server.taken) == 6


def test_who_declined_is_not_reminded(server):
    confirmed()
    deliver_due(NOW)
    li = db.session.scalar(select(Attendee.id).filter_by(email=LI))
    reply(li, partstat="DECLINED", now=NOW)
    assert deliver_due(at(1, "10:00")) == {"sent": 2, "dropped": 1}
    assert LI not in server.recipients()[6:]


def test_a_reminder_of_another_time_is_dropped(server):
    confirmed()
    deliver_due(NOW)
    meeting = db.session.scalars(select(Occurrence)).one()
    meeting.starts_at, meeting.ends_at = at(3, "10:00"), at(3, "11:00")
    db.session.commit()
    assert deliver_due(at(2, "09:00")) == {"dropped": 6}


def test_a_tick_makes_a_reminder_once(server):
    confirmed()
    assert tick(NOW) == dict.fromkeys(PARTS, 0) | {"sent": 3}
    assert tick(NOW)["reminders"] == 0 and len(rows(kind="reminder")) == 6


def test_a_row_that_cannot_be_composed_holds_up_no_other(server):
    confirmed()
    row = db.session.scalars(select(Message).filter_by(recipient=LI, method="REQUEST")).one()
    row.tzid = "Mars/Olympus"
    db.session.commit()
    assert deliver_due(NOW) == {"sent": 2, "retried": 1}
    assert "ZoneInfoNotFoundError" in state(recipient=LI, method="REQUEST")[0].error


def test_who_lost_the_lease_marks_nothing(server):
    """Another worker takes the row over while the first one's mail is on its way."""
    confirmed()
    engine = db.engine

    def taken_over(recipient: str) -> None:
        with engine.begin() as other:
            mine = Message.__table__.c.recipient == recipient
            other.execute(Message.__table__.update().where(mine).values(lease_owner="another"))

    server.before_reply = taken_over
    assert deliver_due(NOW) == {"lost": 3}
    assert {row.status for row in state(method="REQUEST", kind="invitation")} == {"waiting"}


def test_what_a_server_says_is_kept_as_every_database_can(server):
    server.refused[LI] = "550 no\0such  box" + "!" * 900
    confirmed()
    assert deliver_due(NOW) == {"sent": 2, "failed": 1}
    error = state(recipient=LI, method="REQUEST")[0].error
    assert error.startswith("550 nosuch box!") and len(error) == 500


def test_without_a_server_mails_are_files(server, app, tmp_path):
    app.config["SMTP_URL"] = ""
    confirmed()
    deliver_due(NOW)
    files = sorted((app.config["INSTANCE_PATH"] / "mail").iterdir())
    assert len(files) == 6 and not server.taken
    one = next(file for file in files if file.name.endswith("-invitation-li@example.tw.eml"))
    assert one.read_bytes() == rows(recipient=LI, method="REQUEST")[0].content
