"""Whether the ledger's guard is really in force (D5): judged by its effect, not by its name."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert, update
from sqlalchemy.exc import DBAPIError

from booking.models.claim import GUARD, Claim
from booking.models.reservation import Occurrence, Reservation
from booking.models.resource import Resource

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)


class GuardMissing(RuntimeError):
    """The database would accept two overlapping claims."""


def is_overlap(error: DBAPIError) -> bool:
    """Whether the database refused because of the guard."""
    return GUARD in str(error.orig)


def probe(connection: Connection) -> None:
    """Tries an overlapping insert and an overlapping move, in a savepoint that is rolled back.

    On SQLite the transaction must have begun IMMEDIATE. Raises GuardMissing.
    """
    savepoint = connection.begin_nested()
    try:
        held = _hold(connection)
        _expect_refusal(
            connection, insert(Claim).values(**held, starts_at=_EPOCH, ends_at=_EPOCH + 2 * _HOUR)
        )
        later = connection.execute(_claim(held, _EPOCH + 5 * _HOUR)).scalar_one()
        _expect_refusal(connection, update(Claim).where(Claim.id == later).values(starts_at=_EPOCH))
    finally:
        savepoint.rollback()


def _hold(connection: Connection) -> dict[str, int | bool]:
    """A claim on a resource of the probe's own."""
    resource = insert(Resource).values(slug="_probe", kind="space", names={}, texts={}, tzid="UTC")
    reservation = insert(Reservation).values(
        uid="_probe",
        door="clock",
        title="",
        tzid="UTC",
        contact_name="",
        created_at=_EPOCH,
        changed_at=_EPOCH,
    )
    resource_id = connection.execute(resource.returning(Resource.id)).scalar_one()
    reservation_id = connection.execute(reservation.returning(Reservation.id)).scalar_one()
    occurrence = insert(Occurrence).values(
        reservation_id=reservation_id,
        recurrence_id="",
        starts_at=_EPOCH,
        ends_at=_EPOCH + _HOUR,
        status="confirmed",
    )
    occurrence_id = connection.execute(occurrence.returning(Occurrence.id)).scalar_one()
    held = {"resource_id": resource_id, "occurrence_id": occurrence_id, "active": True}
    connection.execute(_claim(held, _EPOCH + _HOUR))
    return held


def _claim(held, starts_at):
    return insert(Claim).values(**held, starts_at=starts_at, ends_at=starts_at + _HOUR).returning(Claim.id)


def _expect_refusal(connection: Connection, statement) -> None:
    savepoint = connection.begin_nested()
    try:
        connection.execute(statement)
    except DBAPIError as error:
        if not is_overlap(error):
            raise
    else:
        raise GuardMissing(GUARD)
    finally:
        if savepoint.is_active:
            savepoint.rollback()
