"""The rows that a request names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import aliased, joinedload

from booking.errors import BrokenRule, Invalid
from booking.extensions import db
from booking.models import EquipmentType, Resource
from booking.models.resource import EQUIPMENT
from booking.queries.policies import AS_TERMS
from booking.rules.requests import BookingRequest

# Spaces with their parts, and every unit of the types asked.
_SLUGS, _TYPES = bindparam("spaces", expanding=True), bindparam("types", expanding=True)
_whole = aliased(Resource)
_ASKED = Resource.active & or_(
    Resource.slug.in_(_SLUGS),
    Resource.part_of_id.in_(select(_whole.id).where(_whole.slug.in_(_SLUGS))),
    Resource.equipment_type_id.in_(select(EquipmentType.id).where(EquipmentType.slug.in_(_TYPES))),
)
_IDS = select(Resource.id).where(_ASKED).order_by(Resource.id).with_for_update(key_share=True)
_WHOLE_ROWS = (
    select(Resource)
    .order_by(Resource.position, Resource.id)
    .options(*AS_TERMS, joinedload(Resource.equipment_type))
)
_NAMED = _WHOLE_ROWS.where(_ASKED)
_OR_PLACES = _WHOLE_ROWS.where(_ASKED | (Resource.active & (Resource.kind != EQUIPMENT)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """`spaces` in the order asked for; `units` of each equipment type asked for, all that are in service."""

    spaces: Sequence[Resource]
    parts: Sequence[Resource]
    units: Mapping[EquipmentType, Sequence[Resource]]

    def resource_ids(self) -> set[int]:
        return {resource.id for resource in self.resources()}

    def resources(self) -> Iterator[Resource]:
        yield from self.spaces
        yield from self.parts
        for units in self.units.values():
            yield from units


def wanted(request: BookingRequest) -> Wanted:
    """Raises Invalid with every space and type that is unknown and every type asked beyond its stock."""
    return among(_rows(_NAMED, request), request)


def named_and_places(request: BookingRequest) -> Sequence[Resource]:
    """What the request names, and every space that could be offered instead, with its parts."""
    return _rows(_OR_PLACES, request)


def among(found: Sequence[Resource], request: BookingRequest) -> Wanted:
    """What the request names of these. Raises Invalid."""
    spaces = {r.slug: r for r in found if r.kind != EQUIPMENT and r.slug in request.spaces}
    types = {r.equipment_type.slug: r.equipment_type for r in found if r.equipment_type}
    units = {types[slug]: _units(found, slug) for slug in request.equipment if slug in types}
    if faults := [*_unknown(request, spaces, types), *_too_many(request, units)]:
        raise Invalid(faults)
    ids = {space.id for space in spaces.values()}
    parts = [r for r in found if r.part_of_id in ids and r.id not in ids]
    return Wanted([spaces[slug] for slug in request.spaces], parts, units)


def locked_ids(request: BookingRequest) -> set[int]:
    """Of the resources it names, whose rows are locked in this order."""
    return set(_rows(_IDS, request))


def _rows(statement: Select[Any], request: BookingRequest) -> Sequence[Any]:
    names = {"spaces": list(request.spaces), "types": list(request.equipment)}
    return db.session.scalars(statement, names).all()


def _units(found: Sequence[Resource], type_slug: str) -> list[Resource]:
    return [r for r in found if r.equipment_type and r.equipment_type.slug == type_slug]


def _unknown(
    request: BookingRequest, spaces: Mapping[str, Resource], types: Mapping[str, EquipmentType]
) -> Iterator[BrokenRule]:
    for slug in request.spaces:
        if slug not in spaces:
            yield BrokenRule("unknown_space", "space", {"slug": slug})
    for slug in request.equipment:
        if slug not in types:
            yield BrokenRule("unknown_equipment", f"equipment.{slug}", {"slug": slug})


def _too_many(
    request: BookingRequest, units: Mapping[EquipmentType, Sequence[Resource]]
) -> Iterator[BrokenRule]:
    for kind, stock in units.items():
        if request.equipment[kind.slug] > len(stock):
            values = {"equipment": kind.names, "units": len(stock)}
            yield BrokenRule("too_many_units", f"equipment.{kind.slug}", values)
