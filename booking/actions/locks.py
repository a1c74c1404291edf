"""Rows are locked before anything is decided, always in this order, each kind by id (D3).

SQLite needs none: its transaction is the only writer.
"""

from collections.abc import Iterable

from sqlalchemy import select

from booking.actions.transaction import StartOver
from booking.extensions import db
from booking.models import Company, Reservation, Resource, User
from booking.queries.people import account_ids
from booking.queries.reservations import reservation

Ids = Iterable[int | None]


def lock_people(companies: Ids, persons: Ids) -> None:
    _lock(Company, companies)
    _lock(User, persons)


def lock_resources(ids: Ids) -> None:
    """After the people. Whatever was read before is to be read anew: it may have changed."""
    _lock(Resource, ids)


def _lock(kind: type[Company] | type[User] | type[Resource], ids: Ids) -> None:
    wanted = sorted({row_id for row_id in ids if row_id is not None})
    if wanted and db.session.get_bind().dialect.name != "sqlite":
        table = kind.__table__
        rows = select(table.c.id).where(table.c.id.in_(wanted)).order_by(table.c.id)
        db.session.execute(rows.with_for_update(key_share=True)).all()


def lock_reservation(found: Reservation) -> Reservation:
    """Everything that a change of one reservation touches; read again once locked. Raises StartOver."""
    before = _resources(found)
    lock_people([found.company_id], account_ids(found))
    lock_resources(before)
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
