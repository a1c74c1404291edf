"""The spaces as a calendar app sees them, each a collection (RFC 4791 4.2)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from booking.extensions import db
from booking.models import Centre, Company, Resource
from booking.models.resource import EQUIPMENT
from booking.permissions import OWN, Actor, may
from booking.queries.policies import centre, effective
from booking.queries.spaces import names_of_spaces
from booking.rules.policy import Booker, bookable
from booking.wording import translated

FORMAT = 2  # rises when the text of an event changes


@dataclass(frozen=True, slots=True)
class Collection:
    """`changes` counts what its events show (D37); `stamp` is equal only where the same changes show the same
    to the same reader (D38). `whole_id`: what it is a part of (D7). `visibility` is what strangers see;
    `writable`: whether the reader may book it at all. `names` stands for those of all spaces."""

    space_id: int
    whole_id: int | None
    slug: str
    name: str
    tzid: str
    changes: int
    visibility: str
    writable: bool
    centre_name: str
    names: str
    stamp: str


def collections(by: Actor, slug: str | None = None) -> Sequence[Collection]:
    """Of all spaces and desks in service, or of that one; named in the language in force."""
    bookable_ones = select(Resource).where(Resource.active, Resource.kind != EQUIPMENT)
    if slug is not None:
        bookable_ones = bookable_ones.where(Resource.slug == slug)
    order = (Resource.part_of_id.is_not(None), Resource.position, Resource.id)
    spaces = db.session.scalars(bookable_ones.order_by(*order).options(joinedload(Resource.policy))).all()
    house, booker, names = centre(), _booker(by), names_of_spaces()
    return [_collection(space, house, by, booker, names) for space in spaces]


def _booker(by: Actor) -> Booker:
    company = db.session.get(Company, by.company_id) if by.company_id else None
    return Booker(by.is_staff, by.id, by.company_id, company.kind if company else None)


def _collection(space: Resource, house: Centre, by: Actor, booker: Booker, names: str) -> Collection:
    policy = effective(space.policy, house.policy)
    centre_name = translated(house.names)
    reader = (by.id, by.email, by.role, by.company_id, by.locale)
    seen = (FORMAT, reader, policy.visibility, names, centre_name, space.tzid)
    return Collection(
        space_id=space.id,
        whole_id=space.part_of_id,
        slug=space.slug,
        name=translated(space.names),
        tzid=space.tzid,
        changes=space.changes,
        visibility=policy.visibility,
        writable=may(by, "book", OWN) and bookable(policy, booker),
        centre_name=centre_name,
        names=names,
        stamp=hashlib.sha256(repr(seen).encode()).hexdigest()[:16],
    )
