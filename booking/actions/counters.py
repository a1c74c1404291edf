"""Counters of change that feeds read (D37), raised under the rows' locks."""

from collections.abc import Iterable

from sqlalchemy import update

from booking.extensions import db
from booking.models import Company, Reservation, Resource, User


def raise_counters(reservation: Reservation) -> None:
    """Of the spaces and units held, the person and the company."""
    held = {claim.resource_id for occ in reservation.occurrences for claim in occ.claims}
    _raise(Resource, held | {space.id for space in reservation.spaces})
    _raise(User, {reservation.person_id})
    _raise(Company, {reservation.company_id})


def _raise(kind: type[Resource] | type[User] | type[Company], ids: Iterable[int | None]) -> None:
    wanted = sorted(row_id for row_id in ids if row_id is not None)
    if wanted:
        table = kind.__table__
        raised = update(table).where(table.c.id.in_(wanted)).values(changes=table.c.changes + 1)
        db.session.execute(raised)
