"""What can be booked: names and sizes, in service or not, and spaces that are new."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from booking.actions.closing import concerned, named_with_parts, written
from booking.actions.counters import raise_all, raise_resources
from booking.actions.fixing import fix
from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid
from booking.extensions import db
from booking.models import EquipmentType, Occurrence, Resource
from booking.models.resource import SPACE
from booking.permissions import Actor, demand
from booking.queries.hits import to_come
from booking.rules.resource_faults import faults, place_faults, slug_faults

Values = Mapping[str, Any]
_PLAIN = {"names", "capacity", "area_m2", "active"}


@dataclass(frozen=True, slots=True)
class NewSpace:
    """`names` by locale, `country` ISO 3166 or empty."""

    slug: str
    names: Mapping[str, str]
    tzid: str
    country: str = ""
    capacity: int | None = None
    area_m2: int | None = None


def edit_resource(slug: str, *, by: Actor, now: datetime, values: Values) -> Sequence[Occurrence]:
    """Sets only what is named: names, capacity, area_m2, active, and `part_of`, the slug of a unit's space.

    What goes out of service takes no new bookings; those to come are answered, to be moved or called
    off (D16). Raises Forbidden, NotFound, Invalid, SlotTaken.
    """
    demand(by, "edit_resources")
    if wrong := faults(values):
        raise Invalid(wrong)
    resource_id = _edit(slug, by, now, values)
    return [] if values.get("active", True) else to_come({resource_id}, now)


@transaction
def _edit(slug: str, by: Actor, now: datetime, values: Values) -> int:
    """The people whose bookings it changes are locked before the resource (D3)."""
    if "names" in values:
        raise_all()
    was = {"part_of_id": fix(named(slug), values["part_of"], by, now)} if "part_of" in values else {}
    db.session.flush()
    resource = concerned(slug)[0]
    db.session.refresh(resource)
    before = picture(resource) | was
    for name in _PLAIN & values.keys():
        setattr(resource, name, written(values[name]) if name == "names" else values[name])
    if "names" not in values:
        raise_resources([resource.id])
    record("edit_resource", by, now, subject=f"resource:{slug}", before=before, after=picture(resource))
    return resource.id


@transaction
def add_space(new: NewSpace, *, by: Actor, now: datetime) -> str:
    """Its slug, which never changes (D43). Raises Forbidden, Invalid."""
    demand(by, "edit_resources")
    sizes = {"names": new.names, "capacity": new.capacity, "area_m2": new.area_m2}
    if wrong := [*slug_faults(new.slug), *faults(sizes), *place_faults(new.tzid, new.country)]:
        raise Invalid(wrong)
    refuse_used(new.slug)
    values = asdict(new) | {"names": written(new.names), "position": next_position()}
    space = Resource(kind=SPACE, **values)
    db.session.add(space)
    db.session.flush()
    record("add_space", by, now, subject=f"resource:{new.slug}", after=picture(space))
    return new.slug


def named(slug: str) -> Resource:
    """Raises NotFound."""
    return named_with_parts(slug, False)[0]


def picture(resource: Resource) -> dict[str, Any]:
    columns = ("id", "slug", "kind", *sorted(_PLAIN), "tzid", "country", "position", "part_of_id")
    return {name: getattr(resource, name) for name in columns}


def refuse_used(slug: str) -> None:
    """Of a resource or a type of equipment. Raises Invalid."""
    used = select(Resource.id).where(Resource.slug == slug)
    of_type = select(EquipmentType.id).where(EquipmentType.slug == slug)
    if db.session.scalar(used.union_all(of_type).limit(1)) is not None:
        raise Invalid([BrokenRule("slug_used", "slug")])


def next_position() -> int:
    return (db.session.scalar(select(func.max(Resource.position))) or 0) + 1
