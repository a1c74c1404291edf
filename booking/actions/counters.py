"""Counters of change that feeds read (D37), raised under the rows' locks."""

from collections.abc import Iterable

from sqlalchemy import Update, bindparam, literal, select, update

from booking.actions.locks import lock_people, lock_resources
from booking.extensions import db
from booking.models import Company, Reservation, Resource, ResourceChange, User
from booking.models.resource import EQUIPMENT
from booking.models.upsert import insert


def _raising(kind: type[Resource] | type[User] | type[Company]) -> Update:
    table = kind.__table__
    concerned = table.c.id.in_(bindparam("ids", expanding=True))
    return update(table).where(concerned).values(changes=table.c.changes + 1)


_RESOURCES, _USERS, _COMPANIES = _raising(Resource), _raising(User), _raising(Company)


def raise_counters(reservation: Reservation, account_ids: Iterable[int]) -> None:
    """Of the spaces and units held, the company, and everybody with an account in whose feed it stands."""
    held = {claim.resource_id for occ in reservation.occurrences for claim in occ.claims}
    _raise(_COMPANIES, {reservation.company_id})
    _raise(_USERS, account_ids)
    concerned = held | {space.id for space in reservation.spaces}
    _raise(_RESOURCES, concerned)
    _note(reservation.id, concerned)


def raise_resources(ids: Iterable[int | None]) -> None:
    """When something other than a booking of theirs has changed."""
    _raise(_RESOURCES, ids)


def raise_all() -> None:
    """When what stands in all feeds has changed, as a space's name does; before anything else is locked."""
    companies, users, resources = (
        db.session.scalars(select(kind.id)).all() for kind in (Company, User, Resource)
    )
    lock_people(companies, users)
    lock_resources(resources)
    _raise(_COMPANIES, companies)
    _raise(_USERS, users)
    _raise(_RESOURCES, resources)


def _note(reservation_id: int, resource_ids: Iterable[int]) -> None:
    """That this booking is what changed; equipment has no calendar to tell it in."""
    row = (Resource.id, literal(reservation_id), Resource.changes)
    concerned = select(*row).where(Resource.id.in_(sorted(resource_ids)), Resource.kind != EQUIPMENT)
    noted = insert(ResourceChange).from_select(["resource_id", "reservation_id", "number"], concerned)
    keys = [ResourceChange.resource_id, ResourceChange.reservation_id]
    number = {"number": noted.excluded.number}
    db.session.execute(noted.on_conflict_do_update(index_elements=keys, set_=number))


def _raise(statement: Update, ids: Iterable[int | None]) -> None:
    if wanted := sorted(row_id for row_id in ids if row_id is not None):
        db.session.execute(statement, {"ids": wanted})
