"""Rows are locked before anything is decided, always in this order, each kind by id (D3).

SQLite needs none: its transaction is the only writer.
"""

from collections.abc import Iterable

from sqlalchemy import Select, bindparam, select

from booking.actions.transaction import StartOver
from booking.extensions import db
from booking.models import Company, Reservation, Resource, User
from booking.queries.people import account_ids
from booking.queries.reservations import reservation
from booking.queries.wanted import Wanted, locked_ids, wanted
from booking.rules.requests import BookingRequest

Ids = Iterable[int | None]


def _locking(kind: type[Company] | type[User] | type[Resource]) -> Select[tuple[int]]:
    table = kind.__table__
    rows = select(table.c.id).where(table.c.id.in_(bindparam("ids", expanding=True)))
    return rows.order_by(table.c.id).with_for_update(key_share=True)


_COMPANIES, _USERS, _RESOURCES = _locking(Company), _locking(User), _locking(Resource)


def lock_people(companies: Ids, persons: Ids) -> None:
    _lock(_COMPANIES, companies)
    _lock(_USERS, persons)


def lock_wanted(request: BookingRequest) -> Wanted:
    """What a request names, read once it is locked, after the people. Raises Invalid, StartOver."""
    held = locked_ids(request) if _needed() else None
    found = wanted(request)
    if held is not None and found.resource_ids() - held:
        raise StartOver
    return found


def lock_resources(ids: Ids) -> None:
    """After the people. Whatever was read before is to be read anew: it may have changed."""
    _lock(_RESOURCES, ids)


def _lock(rows: Select[tuple[int]], ids: Ids) -> None:
    some = sorted({row_id for row_id in ids if row_id is not None})
    if some and _needed():
        db.session.execute(rows, {"ids": some}).all()


def _needed() -> bool:
    return db.session.get_bind().dialect.name != "sqlite"


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
