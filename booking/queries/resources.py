"""All resources as staff see them, those out of service too."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from booking.errors import NotFound
from booking.extensions import db
from booking.models import EquipmentType, Resource
from booking.models.resource import EQUIPMENT


def all_resources() -> Sequence[Resource]:
    """Spaces and desks first, then units by their type; each in the order that staff gave them."""
    order = (Resource.kind == EQUIPMENT, Resource.equipment_type_id, Resource.position, Resource.id)
    rows = select(Resource).order_by(*order).options(joinedload(Resource.equipment_type))
    return db.session.scalars(rows).all()


def resource(slug: str) -> Resource:
    """Raises NotFound."""
    rows = select(Resource).where(Resource.slug == slug).options(joinedload(Resource.equipment_type))
    found = db.session.scalar(rows)
    if found is None:
        raise NotFound()
    return found


def equipment_type(slug: str) -> EquipmentType:
    """Raises NotFound."""
    found = db.session.scalar(select(EquipmentType).where(EquipmentType.slug == slug))
    if found is None:
        raise NotFound()
    return found


def all_types() -> Sequence[EquipmentType]:
    """Those without a unit in service too."""
    return db.session.scalars(select(EquipmentType).order_by(EquipmentType.position, EquipmentType.id)).all()
