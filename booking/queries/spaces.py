"""One space, with what its page shows."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from booking.errors import NotFound
from booking.extensions import db
from booking.models import EquipmentType, Occurrence, Resource
from booking.models.resource import EQUIPMENT
from booking.queries.policies import centre, effective
from booking.rules.policy import Policy


def space(slug: str) -> Resource:
    """In service. Raises NotFound."""
    bookable = (Resource.slug == slug) & Resource.active & (Resource.kind != EQUIPMENT)
    found = db.session.scalar(select(Resource).where(bookable).options(joinedload(Resource.policy)))
    if found is None:
        raise NotFound()
    return found


def policy_of(space: Resource) -> Policy:
    return effective(space.policy, centre().policy)


def names_of_spaces() -> str:
    """Another text when any is called otherwise: a booking's place names all that it takes."""
    rows = db.session.execute(select(Resource.id, Resource.names).where(Resource.kind != EQUIPMENT))
    names = sorted((row.id, sorted(row.names.items())) for row in rows)
    return hashlib.sha256(repr(names).encode()).hexdigest()


def wants_check_in(date: Occurrence) -> bool:
    """Whether the policy of its place has people check in."""
    return any(policy_of(space).check_in for space in date.spaces)


def equipment_types() -> Sequence[EquipmentType]:
    """Those of which a unit is in service."""
    units = select(Resource.equipment_type_id).where(Resource.active)
    offered = select(EquipmentType).where(EquipmentType.id.in_(units))
    return db.session.scalars(offered.order_by(EquipmentType.position, EquipmentType.id)).all()
