"""What only one process may do at a time (D48): whoever holds the row does it, and renews it."""

from datetime import datetime

from sqlalchemy import delete, or_

from booking.actions.transaction import transaction
from booking.extensions import db
from booking.models import Lease
from booking.models.upsert import insert


@transaction
def hold(name: str, owner: str, *, now: datetime, until: datetime) -> bool:
    """Whether `owner` holds it until then: it did already, or nobody does any more."""
    free = or_(Lease.owner == owner, Lease.until_at <= now)
    values = {"owner": owner, "until_at": until}
    made = insert(Lease).values(name=name, **values)
    taken = made.on_conflict_do_update(index_elements=["name"], set_=values, where=free)
    return db.session.scalar(taken.returning(Lease.name)) is not None


@transaction
def let_go(name: str, owner: str) -> None:
    """At once, so that another need not wait."""
    its = delete(Lease).where(Lease.name == name, Lease.owner == owner)
    db.session.execute(its.execution_options(synchronize_session=False))
