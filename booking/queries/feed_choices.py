"""Which feeds somebody may have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from booking.extensions import db
from booking.models import Resource
from booking.models.columns import Translated
from booking.models.resource import EQUIPMENT
from booking.models.token import ALL, COMPANY, MINE, SPACE
from booking.permissions import Actor, may
from booking.queries.feed_levels import LEVELS, most
from booking.queries.policies import centre, effective
from booking.rules.policy import FULL


@dataclass(frozen=True, slots=True)
class FeedChoice:
    """A subject with the levels that may be shown of it, the most first; of a space its slug and names."""

    subject: str
    levels: tuple[str, ...]
    space: str = ""
    names: Translated | None = None


def feed_choices(by: Actor) -> list[FeedChoice]:
    every = LEVELS[::-1]
    found = [FeedChoice(MINE, (FULL,))]
    if by.company_id is not None:
        found.append(FeedChoice(COMPANY, every))
    if may(by, "feed_all"):
        found.append(FeedChoice(ALL, every))
    return [*found, *_spaces(by)]


def _spaces(by: Actor) -> Iterator[FeedChoice]:
    beneath = centre().policy
    for space in _in_service():
        up_to = LEVELS.index(most(by, SPACE, effective(space.policy, beneath).visibility))
        yield FeedChoice(SPACE, LEVELS[up_to::-1], space.slug, space.names)


def _in_service() -> Sequence[Resource]:
    spaces = select(Resource).where(Resource.kind != EQUIPMENT, Resource.active)
    order = (Resource.part_of_id.is_not(None), Resource.position, Resource.id)
    return db.session.scalars(spaces.order_by(*order).options(joinedload(Resource.policy))).all()
