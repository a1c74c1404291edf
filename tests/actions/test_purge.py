"""What is forgotten after a while, and what is not."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.idempotency import Once
from booking.actions.purge import KEEP_KEYS, purge
from booking.extensions import db
from booking.jobs.tick import tick
from booking.models import (
    AuditEntry,
    IdempotencyKey,
    Message,
    PurgedMessage,
    SignIn,
    SignInTry,
    Snapshot,
    User,
)
from tests import factories
from tests.factories import NOW, at, person, span, wish

SATO = "sato@example.jp"
KEEP, WINDOW = timedelta(days=30), timedelta(minutes=15)


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def purged(now, keep=KEEP) -> int:
    return purge(now=now, keep_messages=keep, window=WINDOW)


def count(kind) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def booked(interval=None, **more) -> int:
    return book(wish(interval), by=person(SATO), now=NOW, answer=lambda made: made.id, **more)


def test_mail_of_a_meeting_long_over_goes_with_its_snapshot_and_the_history_stays():
    booked(span(2, "10:00", "11:00"))
    assert tick(at(2, "09:30"))["sent"] >= 1
    history, over = count(AuditEntry), at(2, "11:00") + KEEP
    assert purged(over) == 0 and count(Snapshot) == 1
    assert purged(over + timedelta(seconds=1)) >= 2
    assert (count(Message), count(Snapshot), count(AuditEntry)) == (0, 0, history)


def test_what_is_forgotten_still_counts():
    booked(span(2, "10:00", "11:00"))
    tick(at(2, "09:30"))
    gone = dict(db.session.execute(select(Message.kind, func.count()).group_by(Message.kind)).all())
    purged(at(2, "11:00") + KEEP + timedelta(seconds=1))
    booked(span(3, "10:00", "11:00"))
    tick(at(3, "09:30"))
    purged(at(3, "11:00") + KEEP + timedelta(seconds=1))
    rows = db.session.execute(
        select(PurgedMessage.kind, func.sum(PurgedMessage.count)).group_by(PurgedMessage.kind)
    )
    assert gone and dict(rows.all()) == {kind: 2 * count for kind, count in gone.items()}


def test_of_a_meeting_to_come_it_stays_so_that_it_can_be_called_off():
    booking = booked(span(22, "10:00", "11:00"))
    tick(NOW)
    assert purged(at(21, "10:00"), keep=timedelta(days=1)) == 0
    cancel(booking, by=person(SATO), now=at(21, "10:00"), reason="")
    tick(at(21, "10:00"))
    assert "CANCEL" in set(db.session.scalars(select(Message.method)))


def test_of_a_series_it_stays_until_its_last_date_is_over():
    weekly = wish(span(2, "10:00", "11:00"), rrule="FREQ=WEEKLY;COUNT=4")
    booking = book(weekly, by=person(SATO), now=NOW, answer=lambda made: made.id)
    tick(NOW)
    assert purged(at(21, "10:00"), keep=timedelta(days=1)) == 0
    cancel(booking, by=person(SATO), now=at(21, "10:00"), reason="")
    tick(at(21, "10:00"))
    assert "CANCEL" in set(db.session.scalars(select(Message.method)))


def test_what_failed_is_forgotten_as_what_was_sent():
    booked(span(2, "10:00", "11:00"))
    db.session.execute(Message.__table__.update().values(status="failed"))
    db.session.commit()
    rows, over = count(Message), at(2, "11:00") + KEEP
    assert purged(over) == 0 and count(Message) == rows
    assert purged(over + timedelta(seconds=1)) == rows + 1 and count(Message) == count(Snapshot) == 0
    assert set(db.session.scalars(select(PurgedMessage.status))) == {"failed"}


def test_what_waits_stays_with_its_snapshot():
    booked()
    db.session.execute(Message.__table__.update().values(status="waiting"))
    db.session.commit()
    before = (count(Message), count(Snapshot))
    assert before[1] == 1 and purged(NOW + timedelta(days=400)) == 0
    assert (count(Message), count(Snapshot)) == before


def test_keys_sign_ins_and_tries_go_when_they_mean_nothing_any_more():
    booked(once=Once("k", "h"))
    user = db.session.scalars(select(User.id)).first()
    db.session.add(SignIn(hash="x", user_id=user, created_at=NOW, expires_at=NOW + timedelta(days=8)))
    db.session.add(SignInTry(subject="account:x", tried_at=NOW))
    db.session.commit()
    assert purged(NOW + WINDOW - timedelta(seconds=1)) == 0
    assert purged(NOW + WINDOW) == 1 and count(SignInTry) == 0
    assert purged(NOW + KEEP_KEYS) == 0
    assert purged(NOW + KEEP_KEYS + timedelta(seconds=1)) == 1 and count(IdempotencyKey) == 0
    assert purged(NOW + timedelta(days=8)) == 1 and count(SignIn) == 0
