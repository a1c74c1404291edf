"""Plain SQL against the ledger, past everything that the application would say."""

from datetime import datetime

from sqlalchemy import text

from booking.extensions import db
from booking.models import Occurrence, Reservation, Resource
from tests.factories import NOW, at

INSERT = (
    "INSERT INTO claim (occurrence_id, resource_id, starts_at, ends_at, active) "
    "VALUES (:occurrence, :resource, :starts_at, :ends_at, :active) RETURNING id"
)
OVERLAPS = text(
    "SELECT count(*) FROM claim a JOIN claim b ON a.resource_id = b.resource_id AND a.id < b.id "
    "WHERE a.active AND b.active AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
)


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def plain(instant: datetime) -> object:
    """As the column keeps it."""
    return int(instant.timestamp()) * 1_000_000 if is_sqlite() else instant


class Ground:
    """Two resources, and an occurrence on whose behalf claims are made; nothing is committed by itself."""

    def __init__(self) -> None:
        rooms = [Resource(slug=s, kind="space", names={}, tzid="UTC") for s in ("one", "two")]
        meeting = Occurrence(recurrence_id="", starts_at=NOW, ends_at=at(2, "10:00"), status="confirmed")
        booking = Reservation(
            uid="u", door="web", title="t", tzid="UTC", contact_name="n", created_at=NOW, changed_at=NOW
        )
        booking.occurrences = [meeting]
        db.session.add_all([*rooms, booking])
        db.session.commit()
        self.one, self.two, self.occurrence = rooms[0].id, rooms[1].id, meeting.id
        db.session.rollback()

    def claim(self, begins: str, ends: str, resource: int | None = None, active: bool = True, **more) -> int:
        """Its id. `begins` and `ends` are clock times of 2 December."""
        values = {
            "occurrence": self.occurrence,
            "resource": resource or self.one,
            "starts_at": plain(at(2, begins)),
            "ends_at": plain(at(2, ends)),
            "active": active,
        }
        return run(INSERT, **values | more)


def run(statement: str, **values) -> int | None:
    """One statement, committed; the first value of what it returns."""
    with db.engine.begin() as connection:
        result = connection.execute(text(statement), values)
        return result.scalar() if result.returns_rows else None


def overlaps() -> int:
    with db.engine.connect() as connection:
        return connection.scalar(OVERLAPS)
