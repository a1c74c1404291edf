"""One verb, one transaction of its own (D1, D2)."""

import threading
import time

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import OperationalError

from booking.actions import transaction as module
from booking.actions.book import book
from booking.actions.transaction import StartOver, Undo, transaction
from booking.errors import Busy, SlotTaken
from booking.extensions import db
from booking.models import AuditEntry, Claim, Message, Reservation, Resource, User, engine
from tests import factories
from tests.factories import NOW, person, wish


@pytest.fixture
def centre(app):
    factories.house()


@pytest.fixture
def begun(app):
    """The BEGIN statements as the database gets them; on PostgreSQL the isolation level of each."""
    seen: list[str] = []

    def note(connection, cursor, statement, *rest):
        if statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def nobody_booked() -> bool:
    return not any(
        db.session.scalars(select(kind)).first() for kind in (Reservation, Claim, Message, AuditEntry)
    )


def rename(slug: str, phone: str) -> None:
    db.session.execute(update(Resource).where(Resource.slug == slug).values(phone=phone))


def test_an_action_never_inherits_the_transaction_of_the_request(centre, begun):
    by = person("sato@example.jp")
    begun.clear()
    asked = db.session.scalars(select(User)).all()
    assert asked and db.session().in_transaction()
    book(wish(), by=by, now=NOW)
    if is_sqlite():
        assert begun == ["BEGIN DEFERRED", "BEGIN IMMEDIATE"]


def test_reading_what_an_action_returned_is_a_new_transaction(centre, begun):
    made = book(wish(), by=person("sato@example.jp"), now=NOW)
    assert not db.session().in_transaction()
    begun.clear()
    assert made.title == "Talks"
    assert begun == (["BEGIN DEFERRED"] if is_sqlite() else [])


def test_the_desk_runs_at_read_committed(centre):
    @transaction
    def level():
        return db.session.scalar(text("SHOW transaction_isolation"))

    if is_sqlite():
        assert db.session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert db.session.scalar(text("PRAGMA foreign_keys")) == 1
    else:
        assert level() == "read committed"


def test_two_writers_take_turns_though_both_have_read(centre, app):
    """On SQLite a transaction that has read can no longer become the writer: this is what D1 is for."""
    failed: list[BaseException] = []

    def writes(phone):
        try:
            with app.app_context():
                db.session.scalars(select(Resource)).all()
                ready.wait(10)
                slowly(phone)
        except BaseException as error:
            failed.append(error)

    @transaction
    def slowly(phone):
        read = db.session.scalar(select(Resource.phone).where(Resource.slug == "room").with_for_update())
        time.sleep(0.05)
        rename("room", read + phone)

    ready = threading.Barrier(4)
    threads = [threading.Thread(target=writes, args=(str(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failed
    assert sorted(db.session.scalar(select(Resource.phone).where(Resource.slug == "room"))) == list("0123")


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SlotTaken])
def test_an_exception_leaves_nothing_behind(centre, error):
    def fails(reservation):
        assert db.session.scalars(select(Claim)).all()
        raise error()

    with pytest.raises(error):
        book(wish(), by=person("sato@example.jp"), now=NOW, answer=fails)
    assert nobody_booked()


def test_a_preview_decides_and_leaves_nothing_behind(centre):
    seen = book(wish(), by=person("sato@example.jp"), now=NOW, preview=True, answer=lambda r: r.status)
    assert seen == "confirmed" and nobody_booked()
    assert book(wish(), by=person("sato@example.jp"), now=NOW).status == "confirmed"


def test_starting_over_undoes_what_was_done_and_is_bounded(centre):
    tries = []

    @transaction
    def never():
        tries.append(db.session.scalar(select(Resource.phone).where(Resource.slug == "room")))
        rename("room", "wrong")
        raise StartOver

    with pytest.raises(Busy):
        never()
    assert tries == [""] * module.TRIES


def test_undo_hands_over_its_result(centre):
    @transaction
    def undone():
        rename("room", "wrong")
        raise Undo("seen")

    assert undone() == "seen"
    assert db.session.scalar(select(Resource.phone).where(Resource.slug == "room")) == ""


def test_a_real_deadlock_is_tried_again(centre, app):
    """Two transactions lock two rows in opposite order; PostgreSQL ends one of them with 40P01."""
    if is_sqlite():
        return one_writer_waits_and_gives_up(app)
    tries, meet, failed = [], threading.Barrier(2), []

    @transaction
    def crossed(first, second, phone):
        tries.append(phone)
        rename(first, phone)
        if len(tries) <= 2:
            meet.wait(10)
        rename(second, phone)

    def run(*args):
        try:
            with app.app_context():
                crossed(*args)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=a) for a in (("room", "hall", "1"), ("hall", "room", "2"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failed and len(tries) == 3
    phones = db.session.scalars(select(Resource.phone).where(Resource.slug.in_(("room", "hall")))).all()
    assert phones in (["1", "1"], ["2", "2"])


def one_writer_waits_and_gives_up(app) -> None:
    """SQLite has no deadlock among writers: the second waits, and is told when its turn never comes."""

    def impatient(connection, record):
        connection.execute("PRAGMA busy_timeout=20")

    event.listen(db.engine, "connect", impatient)
    db.session.remove()
    db.engine.dispose()

    @transaction
    def waits():
        raise AssertionError("had a turn")

    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as other:
        other.execute(text("SELECT 1"))
        with pytest.raises(Busy):
            waits()
    event.remove(db.engine, "connect", impatient)


def test_an_error_that_will_not_pass_is_not_tried_again(centre):
    tries = []

    @transaction
    def wrong():
        tries.append(1)
        db.session.execute(text("SELECT * FROM nowhere"))

    with pytest.raises(Exception) as error:
        wrong()
    assert not isinstance(error.value, Busy) and len(tries) == 1
    if is_sqlite():
        assert isinstance(error.value, OperationalError)
    assert not db.session().in_transaction()


def test_the_guard_speaks_as_a_taken_slot(centre, monkeypatch):
    """The constraint has the last word even when the check before it saw nothing."""
    from booking.actions import claims

    book(wish(), by=person("sato@example.jp"), now=NOW)
    monkeypatch.setattr(claims, "clashes", lambda wanted: {})
    with pytest.raises(SlotTaken) as refused:
        book(wish(), by=person("kim@example.kr"), now=NOW)
    assert refused.value.alternatives
    assert len(db.session.scalars(select(Reservation)).all()) == 1


def test_a_lock_that_is_not_to_be_had_is_told_at_once(centre, app):
    """PostgreSQL's 55P03: what has waited as long as lock_timeout does not wait again."""
    if is_sqlite():
        return one_writer_waits_and_gives_up(app)
    assert db.session.scalar(text("SHOW lock_timeout")) == f"{engine.LOCK_TIMEOUT // 1000}s"
    tries = []

    @transaction
    def waits():
        tries.append(1)
        db.session.execute(text("SET LOCAL lock_timeout = 20"))
        rename("room", "late")

    with db.engine.connect() as other:
        other.execute(update(Resource).where(Resource.slug == "room").values(phone="held"))
        with pytest.raises(Busy):
            waits()
        other.rollback()
    assert len(tries) == 1
