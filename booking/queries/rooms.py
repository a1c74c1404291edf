"""What mail can be sent to."""

from sqlalchemy import select

from booking.extensions import db
from booking.models import EquipmentType, Resource


def rooms() -> dict[str, str]:
    """From every name in use to the slug of a resource in service, or of a type of equipment."""
    resources = select(Resource.slug).where(Resource.active)
    return {slug: slug for slug in db.session.scalars(resources.union(select(EquipmentType.slug)))}
