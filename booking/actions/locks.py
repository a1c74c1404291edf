"""Rows are locked before anything is decided, always in this order, each kind by id (D3).

SQLite needs none: its transaction is the only writer.
"""

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import select

from booking.actions.transaction import StartOver
from booking.extensions import db
from booking.models import Company, Reservation, Resource, User
from booking.queries.reservations import reservation

Row = TypeVar("Row", Company, User, Resource)


def lock(
    companies: Iterable[int | None], persons: Iterable[int | None], resources: Iterable[int]
) -> tuple[dict[int, Company], dict[int, User], dict[int, Resource]]:
    """The rows by id, as they are once locked."""
    return _locked(Company, companies), _locked(User, persons), _locked(Resource, resources)


def _locked(kind: type[Row], ids: Iterable[int | None]) -> dict[int, Row]:
    wanted = sorted({row_id for row_id in ids if row_id is not None})
    if not wanted:
        return {}
    statement = select(kind).where(kind.id.in_(wanted)).order_by(kind.id).with_for_update(key_share=True)
    return {row.id: row for row in db.session.scalars(statement.execution_options(populate_existing=True))}


def lock_reservation(found: Reservation) -> Reservation:
    """Everything that a change of one reservation touches; read again once locked. Raises StartOver."""
    before = _resources(found)
    lock([found.company_id], [found.person_id], before)
    row = select(Reservation.id).where(Reservation.id == found.id).with_for_update(key_share=True)
    db.session.execute(row)
    db.session.expire_all()
    fresh = reservation(found.id)
    if _resources(fresh) - before:
        raise StartOver
    return fresh


def _resources(reservation: Reservation) -> set[int]:
    claimed = {claim.resource_id for occ in reservation.occurrences for claim in occ.claims}
    return claimed | {space.id for space in reservation.spaces}
