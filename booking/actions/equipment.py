"""Types of equipment and their units: the types are asked for, the units are lent (D8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from booking.actions.closing import written
from booking.actions.counters import raise_resources
from booking.actions.history import record
from booking.actions.locks import lock_resources
from booking.actions.resources import next_position, picture, refuse_used
from booking.actions.transaction import transaction
from booking.errors import Invalid, NotFound
from booking.extensions import db
from booking.models import EquipmentType, Resource
from booking.models.resource import EQUIPMENT
from booking.permissions import Actor, demand
from booking.queries.policies import centre
from booking.rules.resource_faults import name_faults, slug_faults


@transaction
def add_equipment_type(
    slug: str, *, by: Actor, now: datetime, names: Mapping[str, str], needs_space: bool = True
) -> str:
    """With its first unit. Raises Forbidden, Invalid."""
    demand(by, "edit_resources")
    if wrong := [*slug_faults(slug), *name_faults(names)]:
        raise Invalid(wrong)
    for used in (slug, f"{slug}-1"):
        refuse_used(used)
    place = (db.session.scalar(select(func.max(EquipmentType.position))) or 0) + 1
    kind = EquipmentType(slug=slug, names=written(names), needs_space=needs_space, position=place)
    db.session.add_all([kind, _unit(kind, 1)])
    db.session.flush()
    record("add_equipment_type", by, now, subject=f"equipment_type:{slug}", after=_picture(kind))
    return slug


@transaction
def edit_equipment_type(
    slug: str, *, by: Actor, now: datetime, names: Mapping[str, str], needs_space: bool
) -> None:
    """A type that needs no space can be borrowed by itself. Raises Forbidden, NotFound, Invalid."""
    demand(by, "edit_resources")
    if wrong := list(name_faults(names)):
        raise Invalid(wrong)
    kind, units = _locked(slug)
    before = _picture(kind)
    kind.names, kind.needs_space = written(names), needs_space
    raise_resources(units)
    subject = f"equipment_type:{slug}"
    record("edit_equipment_type", by, now, subject=subject, before=before, after=_picture(kind))


@transaction
def add_unit(slug: str, *, by: Actor, now: datetime) -> str:
    """The slug of one more unit of the type. Raises Forbidden, NotFound."""
    demand(by, "edit_resources")
    kind, _ = _locked(slug)
    unit = _unit(kind, _next_number(kind))
    db.session.add(unit)
    db.session.flush()
    record("add_unit", by, now, subject=f"resource:{unit.slug}", after=picture(unit))
    return unit.slug


def _locked(slug: str) -> tuple[EquipmentType, list[int]]:
    """The type and the ids of its units, whose rows are locked. Raises NotFound."""
    kind: EquipmentType | None = db.session.scalar(select(EquipmentType).where(EquipmentType.slug == slug))
    if kind is None:
        raise NotFound()
    ids = list(db.session.scalars(select(Resource.id).where(Resource.equipment_type_id == kind.id)))
    lock_resources(ids)
    db.session.refresh(kind)
    return kind, ids


def _unit(kind: EquipmentType, number: int) -> Resource:
    house = centre()
    return Resource(
        slug=f"{kind.slug}-{number}",
        kind=EQUIPMENT,
        names={locale: f"{name} {number}" for locale, name in kind.names.items()},
        tzid=house.tzid,
        country=house.country,
        position=next_position(),
        equipment_type=kind,
    )


def _next_number(kind: EquipmentType) -> int:
    """Beyond all there are, those out of service too; a slug is never given twice."""
    used = set(db.session.scalars(select(Resource.slug).where(Resource.slug.startswith(f"{kind.slug}-"))))
    return next(n for n in range(1, len(used) + 2) if f"{kind.slug}-{n}" not in used)


def _picture(kind: EquipmentType) -> dict[str, Any]:
    return {name: getattr(kind, name) for name in ("id", "slug", "names", "needs_space", "position")}
