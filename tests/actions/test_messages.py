"""Staff send again what did not go out, or give it up."""

from datetime import timedelta

import pytest
from sqlalchemy import func, inspect, select, update

from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.actions.messages import Resent, give_up_failed, give_up_message, retry_failed, retry_message
from booking.errors import Forbidden, NotFound, WrongState
from booking.extensions import db
from booking.jobs.tick import deliver_due
from booking.models import AuditEntry, Message, PurgedMessage
from booking.queries.outbox import Among, failed_of, how_many_failed, messages
from booking.rules.requests import Edit, Invited
from tests import factories, smtp
from tests.factories import NOW, at, person, span, wish
from tests.web.pages import Queries

LI, KIM, BOB = "li@example.tw", "kim@example.kr", "staff@example.jp"
GUESTS = (Invited(LI, "Li", "zh_Hant", "Asia/Taipei"),)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def server(app):
    factories.house(approval="always")
    with smtp.server() as running:
        app.config["SMTP_URL"] = running.url
        yield running


def confirmed(day: int = 9, **more) -> int:
    wanted = wish(span(day, "10:00", "11:00"), attendees=GUESTS, **more)
    made = book(wanted, by=person(KIM), now=NOW, answer=lambda booking: booking.id)
    approve(made, by=person(BOB), now=NOW)
    return made


def refused(server, day: int = 9) -> tuple[int, int]:
    """A booking, and the invitation that Li's server would not take."""
    server.refused[LI] = "550 no such mailbox"
    booking = confirmed(day)
    deliver_due(NOW + 2 * MINUTE)
    del server.refused[LI]
    return booking, one(recipient=LI, method="REQUEST", status="failed").id


def one(**wanted) -> Message:
    found = db.session.scalars(select(Message).filter_by(**wanted).order_by(Message.id.desc())).first()
    db.session.expunge(found)  # as it was then
    db.session.rollback()
    return found


def again(message_id: int, now=NOW + 3 * MINUTE) -> None:
    retry_message(message_id, by=person(BOB), now=now)


def why_not(message_id: int, now=NOW + 3 * MINUTE) -> str:
    with pytest.raises(WrongState) as refusal:
        again(message_id, now)
    return refusal.value.code


def test_the_same_bytes_go_out_under_the_same_message_id(server):
    _, failed = refused(server)
    before = one(id=failed)
    again(failed)
    row = one(id=failed)
    assert (row.status, row.tries, row.error, row.due_at) == ("waiting", 0, "", NOW + 3 * MINUTE)
    assert deliver_due(NOW + 3 * MINUTE) == {"sent": 1}
    [(_, sent)] = [taken for taken in server.taken if taken[0] == LI]
    assert before.content and sent.replace(b"\r\n", b"\n") == before.content.replace(b"\r\n", b"\n")
    assert why_not(failed) == "mail_changed", "it was sent"


def test_both_are_in_the_history_and_in_what_is_counted(server):
    _, failed = refused(server)
    again(failed)
    give_up_message(failed, by=person(BOB), now=NOW + 4 * MINUTE)
    entries = db.session.scalars(select(AuditEntry).filter_by(subject=f"message:{failed}")).all()
    assert [(e.action, e.actor_name, e.before["status"], e.after["status"]) for e in entries] == [
        ("retry_message", "staff", "failed", "waiting"),
        ("give_up_message", "staff", "waiting", "dropped"),
    ]
    assert entries[0].before["error"] == "550 no such mailbox"
    kept = select(PurgedMessage.kind, PurgedMessage.status, PurgedMessage.count)
    assert db.session.execute(kept).all() == [("invitation", "failed", 1)]


def test_what_follows_waits_for_what_is_sent_again(server):
    booking, failed = refused(server)
    change(booking, Edit(title="Other talks"), by=person(KIM), now=NOW + 2 * MINUTE)
    again(failed)
    deliver_due(NOW + 3 * MINUTE)
    titles = [mail["Subject"] for mail in server.mails() if LI in mail["To"]]
    assert len(titles) == 2 and "Talks" in titles[0] and "Other talks" in titles[1]


def test_there_is_no_use_once_the_meeting_is_over(server):
    _, failed = refused(server)
    assert why_not(failed, at(9, "11:00")) == "meeting_over"
    again(failed, at(9, "10:59"))


def test_nobody_is_invited_to_what_is_called_off(server):
    booking, failed = refused(server)
    cancel(booking, by=person(KIM), now=NOW + 2 * MINUTE)
    deliver_due(NOW + 2 * MINUTE)
    assert why_not(failed) == "mail_outdated"


def test_what_rests_because_the_server_is_away_can_be_given_up(server, app):
    confirmed()
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    deliver_due(NOW)
    give_up_message(one(recipient=KIM, kind="received").id, by=person(BOB), now=NOW)
    assert one(recipient=KIM, kind="received").status == "dropped"


def test_nothing_is_called_off_for_whom_was_not_invited(server):
    server.faults[LI] = ["451 later", "550 gone"]
    booking = confirmed()
    deliver_due(NOW)
    cancel(booking, by=person(KIM), now=NOW)
    deliver_due(NOW + 2 * MINUTE)
    dropped = one(recipient=LI, method="CANCEL")
    assert dropped.status == "dropped" and why_not(dropped.id) == "mail_needless"


def test_nothing_old_comes_after_something_newer(server):
    booking, failed = refused(server)
    change(booking, Edit(title="Other talks"), by=person(KIM), now=NOW + 2 * MINUTE)
    deliver_due(NOW + 2 * MINUTE)
    assert why_not(failed) == "mail_overtaken"


def test_a_mail_about_another_date_of_the_series_overtakes_nothing(server):
    booking = confirmed(rrule="FREQ=DAILY;COUNT=2")
    deliver_due(NOW)
    for day in (9, 10):
        server.refused[LI] = "550 no" if day == 9 else ""
        if day == 10:
            del server.refused[LI]
        edit = Edit(interval=span(day, "13:00", "14:00"))
        change(booking, edit, by=person(BOB), now=NOW + day * MINUTE, scope="one",
               recurrence_id=f"2026-12-{day:02}T10:00:00")  # fmt: skip
        deliver_due(NOW + (day + 5) * MINUTE)
    failed = one(recipient=LI, status="failed")
    assert one(recipient=LI, status="sent").id > failed.id
    again(failed.id, NOW + 30 * MINUTE)


def test_a_reminder_missed_stays_missed(server):
    confirmed(day=2)
    deliver_due(NOW)
    deliver_due(at(2, "10:30"))
    missed = one(kind="reminder", status="missed")
    assert why_not(missed.id, at(2, "10:31")) == "mail_needless"
    assert why_not(missed.id, at(2, "11:00")) == "meeting_over"


def test_what_waits_can_be_given_up_unless_a_worker_has_it(server):
    confirmed()
    waiting = one(recipient=KIM, status="waiting", kind="received").id
    leased = {"lease_owner": "w", "lease_until_at": NOW + MINUTE}
    db.session.execute(update(Message).where(Message.id == waiting).values(leased))
    db.session.commit()
    with pytest.raises(WrongState) as refusal:
        give_up_message(waiting, by=person(BOB), now=NOW)
    assert refusal.value.code == "mail_under_way"
    give_up_message(waiting, by=person(BOB), now=NOW + MINUTE)
    row = one(id=waiting)
    assert (row.status, row.lease_owner) == ("dropped", None)
    assert db.session.scalar(select(func.count()).select_from(PurgedMessage)) == 0, "waiting is no end"


@pytest.mark.parametrize("verb", [retry_message, give_up_message])
def test_only_staff_and_only_what_is_there(server, verb):
    _, failed = refused(server)
    with pytest.raises(Forbidden):
        verb(failed, by=person(KIM), now=NOW)
    with pytest.raises(NotFound):
        verb(10**6, by=person(BOB), now=NOW)
    assert one(id=failed).status == "failed"


def test_all_that_failed_go_again_but_those_without_use(server):
    refused(server, 9)
    refused(server, 10)
    called_off, _ = refused(server, 11)
    cancel(called_off, by=person(KIM), now=NOW + 2 * MINUTE)
    deliver_due(NOW + 2 * MINUTE)
    others = retry_failed(Among(kind="cancelled"), by=person(BOB), now=NOW + 3 * MINUTE)
    assert others == Resent(0, 0)
    done = retry_failed(Among(recipient="LI@"), by=person(BOB), now=NOW + 3 * MINUTE)
    assert done == Resent(again=2, left=1)
    assert deliver_due(NOW + 3 * MINUTE) == {"sent": 2}
    with pytest.raises(Forbidden):
        retry_failed(Among(), by=person(KIM), now=NOW)


def test_looking_at_many_takes_as_many_queries_as_at_one(server):
    def cost() -> tuple[int, int]:
        db.session.execute(update(Message).where(Message.method == "REQUEST").values(status="failed"))
        db.session.commit()
        by = person(BOB)
        with Queries() as queries:
            done = retry_failed(Among(), by=by, now=NOW + 3 * MINUTE)
        return done.again, queries.count

    refused(server, 9)
    few, asked = cost()
    for day in (10, 11, 14):
        refused(server, day)
    many, asked_of_many = cost()
    assert many == few + 9 and asked_of_many == asked, "three people of each of three bookings"
    entries = select(func.count()).where(AuditEntry.action == "retry_message")
    assert db.session.scalar(entries) == few + many


def test_the_newest_are_taken_where_there_are_too_many(server):
    ids = [refused(server, day)[1] for day in (9, 10, 11)]
    assert [message.id for message in failed_of(Among(), 2)] == [ids[2], ids[1]]
    assert all("content" in inspect(message).unloaded for message in failed_of(Among(), 2))
    assert all("content" in inspect(row).unloaded for row in messages(Among(), None, 50)), "nor in the list"


def test_all_that_failed_are_given_up(server):
    _, first = refused(server, 9)
    _, other = refused(server, 10)
    with pytest.raises(Forbidden):
        give_up_failed(Among(), by=person(KIM), now=NOW + 3 * MINUTE)
    assert give_up_failed(Among(recipient="nobody"), by=person(BOB), now=NOW + 3 * MINUTE) == 0
    assert give_up_failed(Among(recipient="LI@"), by=person(BOB), now=NOW + 3 * MINUTE) == 2
    assert (one(id=first).status, one(id=other).status) == ("dropped", "dropped")
    entries = db.session.scalars(select(AuditEntry).filter_by(action="give_up_message")).all()
    assert {entry.subject for entry in entries} == {f"message:{first}", f"message:{other}"}
    assert db.session.execute(select(PurgedMessage.status, PurgedMessage.count)).all() == [("failed", 2)]
    assert how_many_failed(Among()) == 0
