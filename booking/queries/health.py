"""Whether the database is one to serve from; what the start, /readyz and doctor ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from booking.extensions import db, migrate
from booking.models import Centre, Heartbeat
from booking.models.audit import SQLITE_APPEND_ONLY
from booking.models.claim import GUARD, SQLITE_GUARD
from booking.models.guard import GuardMissing, probe

SILENT_AFTER = 3  # intervals of the scheduler
GUARDS = {
    "sqlite": {*SQLITE_GUARD, *SQLITE_APPEND_ONLY},
    "postgresql": {GUARD, "audit_entry_append_only"},
}
_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT conname FROM pg_constraint WHERE conrelid = 'claim'::regclass
        UNION SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entry'::regclass AND tgenabled <> 'D'""",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` is for programs, `text` one line for whoever runs the centre."""

    code: str
    text: str


def faults(*, by_effect: bool) -> Iterator[Fault]:
    """What keeps us from serving. `by_effect` the guard is tried too, which takes the write lock a moment."""
    mode = "IMMEDIATE" if by_effect else "DEFERRED"
    try:
        with db.engine.connect().execution_options(sqlite_begin=mode) as connection:
            yield from _of(connection, by_effect)
    except DBAPIError as error:
        yield Fault("database", f"DATABASE_URL: the database does not answer: {first_line(error)}")


def _of(connection: Connection, by_effect: bool) -> Iterator[Fault]:
    if outdated := list(_schema(connection)):
        yield from outdated
        return
    missing = missing_guards(connection)
    if not missing and by_effect and _lets_overlap(connection):
        missing = [GUARD]
    if missing:
        text = f"the database does not enforce {', '.join(missing)}: dropped, disabled or without effect"
        yield Fault("guard", text)
    if connection.scalar(select(Centre.id)) is None:
        yield Fault("centre", "there is no centre yet: run flask --app wsgi setup (or demo)")


def _schema(connection: Connection) -> Iterator[Fault]:
    found, wanted = MigrationContext.configure(connection).get_current_heads(), newest()
    if set(found) != set(wanted):
        at, head = ", ".join(found) or "nothing", ", ".join(wanted)
        text = f"the database's schema is at {at}, not at {head}: run flask --app wsgi db upgrade"
        yield Fault("schema", text)


@cache
def newest() -> tuple[str, ...]:
    return tuple(ScriptDirectory.from_config(migrate.get_config()).get_heads())


def missing_guards(connection: Connection) -> list[str]:
    """By name: cheap enough to be asked every few seconds."""
    kind = connection.dialect.name
    return sorted(GUARDS[kind] - set(connection.scalars(text(_NAMES[kind]))))


def _lets_overlap(connection: Connection) -> bool:
    """Whether an overlap gets past the guard, whatever it is called."""
    try:
        probe(connection)
    except GuardMissing:
        return True
    return False


def heartbeat_age(now: datetime) -> timedelta | None:
    """Since any process last ran the scheduler; None: never."""
    beaten_at = db.session.scalar(select(func.max(Heartbeat.beaten_at)))
    return now - beaten_at if beaten_at else None


def first_line(error: DBAPIError) -> str:
    return (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0]
