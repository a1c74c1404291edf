"""What we call the rooms that a client invited."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from booking.extensions import db
from booking.models import Centre, EquipmentType, Resource
from booking.outbox.series import place

Facts = dict[str, Any]


def placed(rooms: Sequence[Mapping[str, Any]]) -> list[Facts]:
    """With what we call each, to be answered for."""
    slugs = {room["slug"] for room in rooms}
    named = db.session.scalars(select(Resource).where(Resource.slug.in_(slugs)))
    places = {space.slug: place(space) for space in named}
    if types := slugs - places.keys():
        places |= _types(types)
    return [{**room, "place": places[room["slug"]]} for room in rooms]


def _types(slugs: Collection[str]) -> dict[str, Facts]:
    """Types of equipment have a name, and are where the centre is."""
    kinds = db.session.scalars(select(EquipmentType).where(EquipmentType.slug.in_(slugs)))
    there = {"texts": {}, "phone": "", "tzid": db.session.get_one(Centre, 1).tzid}
    return {kind.slug: {"slug": kind.slug, "names": kind.names, **there} for kind in kinds}
