"""The rows that a request names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
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
    """`spaces` in the order asked for, `named` those of single dates too, `parts` by the id of their whole;
    `units` of each equipment type asked for that are in service and can come: not those fixed elsewhere.
    """

    spaces: Sequence[Resource]
    named: Mapping[str, Resource]
    parts: Mapping[int, Sequence[Resource]]
    units: Mapping[EquipmentType, Sequence[Resource]]

    def resource_ids(self) -> set[int]:
        return {resource.id for resource in self.resources()}

    def resources(self) -> Iterator[Resource]:
        yield from self.held(self.named.values())
        for units in self.units.values():
            yield from units

    def asked(self) -> Iterator[str]:
        """Slugs of the questions of all its spaces, those of single dates too."""
        return (question.slug for space in self.named.values() for question in space.questions)

    def at(self, slug: str) -> list[Resource]:
        """The spaces of a date; `slug` is its own, or empty."""
        return [self.named[slug]] if slug else list(self.spaces)

    def held(self, spaces: Iterable[Resource]) -> list[Resource]:
        """With their parts, each once (D7)."""
        both = [r for space in spaces for r in (space, *self.parts.get(space.id, ()))]
        return list(dict.fromkeys(both))


def wanted(request: BookingRequest) -> Wanted:
    """Raises Invalid with every space and type that is unknown and every type asked beyond its stock."""
    return among(_rows(_NAMED, request), request)


def named_and_places(request: BookingRequest) -> Sequence[Resource]:
    """What the request names, and every space that could be offered instead, with its parts."""
    return _rows(_OR_PLACES, request)


def among(found: Sequence[Resource], request: BookingRequest) -> Wanted:
    """What the request names of these. Raises Invalid."""
    slugs = places(request)
    spaces = {r.slug: r for r in found if is_place(r) and r.slug in slugs}
    ids = {space.id for space in spaces.values()}
    types = {r.equipment_type.slug: r.equipment_type for r in found if r.equipment_type}
    units = {types[slug]: _units(found, slug, ids) for slug in request.equipment if slug in types}
    if faults := [*_unknown(request, spaces, types), *_too_many(request, units)]:
        raise Invalid(faults)
    parts: dict[int, list[Resource]] = defaultdict(list)
    for part in (r for r in found if r.part_of_id in ids):
        parts[part.part_of_id].append(part)
    return Wanted([spaces[slug] for slug in request.spaces], spaces, parts, units)


def is_place(resource: Resource) -> bool:
    """Whether it can be booked by itself: every space and desk, and units of a type that needs no space."""
    return resource.kind != EQUIPMENT or not resource.equipment_type.needs_space


def places(request: BookingRequest) -> list[str]:
    """Slugs of its spaces, and of those that single dates are moved to."""
    return list(dict.fromkeys([*request.spaces, *(one.space for one in request.overrides if one.space)]))


def locked_ids(request: BookingRequest) -> set[int]:
    """Of the resources it names, whose rows are locked in this order."""
    return set(_rows(_IDS, request))


def ids_named(spaces: Iterable[str], types: Iterable[str]) -> set[int]:
    """Of the same resources, not locked."""
    names = {"spaces": list(spaces), "types": list(types)}
    return set(db.session.scalars(select(Resource.id).where(_ASKED), names))


def _rows(statement: Select[Any], request: BookingRequest) -> Sequence[Any]:
    names = {"spaces": places(request), "types": list(request.equipment)}
    return db.session.scalars(statement, names).all()


def _units(found: Sequence[Resource], type_slug: str, spaces: Set[int]) -> list[Resource]:
    """Those that go about, and those fixed in one of the spaces."""
    of_type = [r for r in found if r.equipment_type and r.equipment_type.slug == type_slug]
    return [r for r in of_type if r.part_of_id is None or r.part_of_id in spaces]


def _unknown(
    request: BookingRequest, spaces: Mapping[str, Resource], types: Mapping[str, EquipmentType]
) -> Iterator[BrokenRule]:
    for slug in places(request):
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


def space_of(resource_id: int) -> Resource:
    """With what `terms` reads of it."""
    return db.session.scalars(_WHOLE_ROWS.where(Resource.id == resource_id)).one()


def in_service() -> set[int]:
    """Ids of everything that a booking could be moved to."""
    return set(db.session.scalars(select(Resource.id).where(Resource.active)))
