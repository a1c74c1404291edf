"""Addresses that calendar programs read."""

from datetime import datetime

from sqlalchemy import select

from booking.actions.history import record
from booking.actions.moves import vet
from booking.actions.tokens import keep_token, own_token
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Forbidden, Invalid, NotFound
from booking.extensions import db
from booking.models import Resource, Token
from booking.models.resource import EQUIPMENT
from booking.models.token import ALL, COMPANY, FEED, MINE, SPACE, SUBJECTS
from booking.permissions import Actor, demand
from booking.queries.feed_levels import LEVELS, lower, most
from booking.queries.spaces import policy_of
from booking.rules.policy import BUSY, FULL


@transaction
def make_feed(
    *, by: Actor, now: datetime, subject: str, space: str = "", level: str | None = None, name: str = ""
) -> tuple[str, int]:
    """The secret of its address, and its id. Without a `level` a space's tells busy times, any other all;
    one's own bookings are always told in full. Raises Invalid, NotFound, Forbidden.
    """
    name = vet("name", name, "name")
    level = level or (BUSY if subject == SPACE else FULL)
    _vet(subject, level, by)
    place = _space(space) if subject == SPACE else None
    if place and lower(level, most(by, subject, policy_of(place).visibility)) != level:
        raise Forbidden(verb="see")
    told = FULL if subject == MINE else level
    token = Token(kind=FEED, name=name, subject=subject, space_id=place.id if place else None, level=told)
    return keep_token(token, by, now)


@transaction
def rotate_feed(token_id: int, *, by: Actor, now: datetime) -> tuple[str, int]:
    """The same under another address, and its new id; the old address is dead. One's own. Raises NotFound."""
    old = own_token(token_id, by)
    if old.kind != FEED:
        raise NotFound()
    old.revoked_at = now
    record("revoke_token", by, now, subject=f"token:{old.id}")
    same = {name: getattr(old, name) for name in ("kind", "name", "subject", "space_id", "level")}
    return keep_token(Token(**same), by, now)


def _vet(subject: str, level: str, by: Actor) -> None:
    if subject not in SUBJECTS or (subject == COMPANY and by.company_id is None):
        raise Invalid([BrokenRule("unknown_answer", "subject")])
    if level not in LEVELS:
        raise Invalid([BrokenRule("unknown_answer", "level")])
    if subject in (SPACE, ALL):
        demand(by, "feed_space" if subject == SPACE else "feed_all")


def _space(slug: str) -> Resource:
    vet("space", slug, "name")
    row = select(Resource).where(Resource.slug == slug, Resource.active)
    found: Resource | None = db.session.scalar(row)
    if found is None or found.kind == EQUIPMENT:
        raise NotFound()
    return found
