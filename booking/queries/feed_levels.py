"""How much a feed tells, from the least to the most."""

from booking.models.token import COMPANY, MINE
from booking.permissions import Actor
from booking.queries.visibility import level
from booking.rules.policy import BUSY, FULL, TITLES

LEVELS = (BUSY, TITLES, FULL)


def most(by: Actor, subject: str, visibility: str) -> str:
    """What of such a feed somebody may see, whatever was granted once. `visibility` is the space's."""
    if subject in (MINE, COMPANY):
        return FULL
    return level(by, visibility, set(), None, set())


def lower(one: str, other: str) -> str:
    return min(one, other, key=LEVELS.index)
