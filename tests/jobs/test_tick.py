"""What the clock does, all of it once."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.send_back import send_back
from booking.extensions import db
from booking.jobs import tick as jobs
from booking.jobs.tick import tick
from booking.models import Attendee, Heartbeat, Message, Reservation
from booking.queries.coming import to_remind
from booking.queries.overdue import unanswered
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.web.pages import Queries

WAITING_QUERIES = 4


@pytest.fixture(autouse=True)
def centre(app):
    factories.house(approval="always")


def asked(interval=None) -> int:
    return book(wish(interval), by=person("kim@example.kr"), now=NOW, answer=lambda made: made.id)


def status(booking: int) -> str:
    found = db.session.get_one(Reservation, booking).status
    db.session.rollback()
    return found


def kinds() -> list[str]:
    """Of what was sent, in order."""
    found = select(Message.kind).filter_by(status="sent").order_by(Message.sent_at, Message.id)
    told = list(db.session.scalars(found))
    db.session.rollback()
    return told


def test_nothing_to_do():
    assert tick(NOW) == {
        "expired": 0, "asked": 0, "released": 0, "moved_up": 0, "reminders": 0, "staff_reminded": 0,
        "deputies_told": 0, "undelivered": 0, "meetings_ended": 0, "digests": 0, "purged": 0,
    }  # fmt: skip


def test_what_waits_for_its_applicant_runs_out():
    booking = asked(span(16, "10:00", "11:00"))
    send_back(booking, by=person("staff@example.jp"), now=NOW, question="Who comes?")
    assert tick(at(8, "23:59"))["expired"] == 0 and status(booking) == "tentative"
    assert tick(at(9, "00:00"))["expired"] == 1 and status(booking) == "expired"
    assert kinds()[-1] == "expired"
    assert tick(at(9, "00:01"))["expired"] == 0


def test_what_waits_for_staff_reminds_them_once_and_ends_only_with_the_start():
    booking = asked(span(7, "10:00", "11:00"))
    assert tick(NOW + timedelta(hours=23))["staff_reminded"] == 0
    assert tick(NOW + timedelta(hours=24))["staff_reminded"] == 1
    assert kinds().count("waiting") == 2, "staff and administrator"
    done = tick(NOW + timedelta(hours=72))
    assert (done["staff_reminded"], done["deputies_told"]) == (0, 0), "there is no deputy"
    assert status(booking) == "tentative"
    assert tick(at(7, "10:00"))["expired"] == 1 and status(booking) == "expired"


def test_reminders_are_made_when_the_meeting_comes_near():
    booking = asked(span(22, "10:00", "11:00"))
    approve(booking, by=person("staff@example.jp"), now=NOW)
    assert tick(NOW)["reminders"] == 0
    assert tick(at(14, "10:00"))["reminders"] == 2
    assert tick(at(14, "10:01"))["reminders"] == 0
    assert tick(at(21, "10:00"))["sent"] == 1
    assert tick(at(22, "09:00"))["sent"] == 1
    assert kinds()[-2:] == ["reminder", "reminder"]


def test_one_that_cannot_be_ended_holds_up_no_other(monkeypatch):
    from booking.errors import Busy

    first, second = asked(span(2, "10:00", "11:00")), asked(span(2, "13:00", "14:00"))
    real = jobs.expire

    def busy_once(reservation_id, **values):
        if reservation_id == first:
            raise Busy()
        return real(reservation_id, **values)

    monkeypatch.setattr(jobs, "expire", busy_once)
    assert jobs.expire_due(at(2, "15:00")) == 1
    assert (status(first), status(second)) == ("tentative", "expired")


def test_more_than_a_batch_is_delivered(app):
    app.config["OUTBOX_BATCH"] = 2
    for hour in (10, 11, 12, 13):
        asked(span(3, f"{hour}:15", f"{hour + 1}:00"))
    assert tick(NOW)["sent"] == 12


def test_a_heartbeat_is_one_row_a_process():
    jobs.note_beat(NOW)
    jobs.note_beat(NOW + timedelta(minutes=1))
    (row,) = db.session.scalars(select(Heartbeat)).all()
    assert (row.process, row.beaten_at) == (jobs.process_name(), NOW + timedelta(minutes=1))


def test_a_process_that_is_no_more_is_forgotten():
    db.session.add(Heartbeat(process="gone", beaten_at=NOW - timedelta(days=2)))
    db.session.commit()
    jobs.note_beat(NOW)
    assert list(db.session.scalars(select(Heartbeat.process))) == [jobs.process_name()]


@pytest.fixture
def writing(monkeypatch) -> list[str]:
    """The actions that began a transaction of their own."""
    from booking.actions import transaction

    begun, real = [], transaction._once
    monkeypatch.setattr(
        transaction, "_once", lambda action, *rest: begun.append(action.__name__) or real(action, *rest)
    )
    return begun


def test_no_lock_is_taken_where_every_reminder_is_there(writing):
    booking = asked(span(2, "10:00", "11:00"))
    approve(booking, by=person("staff@example.jp"), now=NOW)
    writing.clear()
    assert jobs.remind(NOW) == 0 and writing == []
    db.session.add(Attendee(reservation_id=booking, email="li@example.cn", locale="en", tzid="Asia/Shanghai"))
    db.session.commit()
    assert jobs.remind(NOW) == 2 and writing == ["remind_attendees"]
    assert jobs.remind(NOW) == 0 and writing == ["remind_attendees"]


def test_who_has_declined_needs_no_reminder(writing):
    approve(asked(span(22, "10:00", "11:00")), by=person("staff@example.jp"), now=NOW)
    db.session.execute(update(Attendee).values(partstat="DECLINED"))
    db.session.commit()
    writing.clear()
    assert jobs.remind(at(14, "10:00")) == 0 and writing == []


def test_what_waits_is_found_by_as_many_queries_for_one_as_for_twenty():
    def queries() -> int:
        db.session.remove()
        with Queries() as counted:
            assert len(unanswered(NOW + timedelta(days=1))) == len(made)
        return counted.count

    made = [asked(span(3, "09:00", "09:15"))]
    assert queries() == WAITING_QUERIES
    hours = [(day, hour) for day in (4, 7, 8) for hour in range(10, 17)][:19]
    made += [asked(span(day, f"{hour}:00", f"{hour}:15")) for day, hour in hours]
    assert len(made) == 20 and queries() == WAITING_QUERIES


def test_reminding_is_asked_in_two_queries_however_many_there_are():
    for hour in (10, 11, 13, 14):
        approve(asked(span(3, f"{hour}:00", f"{hour}:15")), by=person("staff@example.jp"), now=NOW)
    with Queries() as counted:
        assert to_remind(NOW) == []
    assert counted.count == 2
