"""Tokens are shown once and kept hashed (D42)."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import select, update

from booking.actions.history import record
from booking.actions.moves import vet
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Busy, Invalid, NotFound
from booking.extensions import db
from booking.models import Resource, Token
from booking.models.resource import EQUIPMENT
from booking.models.token import API, FEED, SPACE, SUBJECTS
from booking.permissions import Actor, demand
from booking.rules import secrets
from booking.rules.policy import BUSY, FULL, TITLES

_SELDOM = timedelta(minutes=1)


@transaction
def make_api_token(*, by: Actor, now: datetime, name: str = "") -> str:
    secret, _ = _make(Token(kind=API, name=vet("name", name, "name")), by, now)
    return secret


@transaction
def make_feed(
    *, by: Actor, now: datetime, subject: str, space: str = "", level: str = BUSY, name: str = ""
) -> tuple[str, int]:
    """The secret of its address, and its id. Raises Invalid, NotFound, Forbidden."""
    name = vet("name", name, "name")
    if subject not in SUBJECTS or level not in (BUSY, TITLES, FULL):
        raise Invalid([BrokenRule("unknown_answer", "subject" if subject not in SUBJECTS else "level")])
    if subject == SPACE:
        demand(by, "feed_space" if level == BUSY else "feed_space_full")
    space_id = _space(space).id if subject == SPACE else None
    token = Token(kind=FEED, name=name, subject=subject, space_id=space_id, level=level if space_id else FULL)
    return _make(token, by, now)


@transaction
def revoke_token(token_id: int, *, by: Actor, now: datetime) -> None:
    """One's own. Raises NotFound."""
    token = db.session.get(Token, token_id)
    if token is None or token.user_id != by.id or token.revoked_at:
        raise NotFound()
    token.revoked_at = now
    record("revoke_token", by, now, subject=f"token:{token.id}")


def note_use(token_id: int, last_used_at: datetime | None, *, now: datetime) -> None:
    """At most once a minute (D41); a courtesy, for which no request fails."""
    if last_used_at is None or last_used_at < now - _SELDOM:
        with suppress(Busy):
            _touch(token_id, now)


@transaction
def _touch(token_id: int, now: datetime) -> None:
    statement = update(Token).where(Token.id == token_id).values(last_used_at=now)
    db.session.execute(statement.execution_options(synchronize_session=False))


def _space(slug: str) -> Resource:
    vet("space", slug, "name")
    row = select(Resource).where(Resource.slug == slug, Resource.active)
    found: Resource | None = db.session.scalar(row)
    if found is None or found.kind == EQUIPMENT:
        raise NotFound()
    return found


def _make(token: Token, by: Actor, now: datetime) -> tuple[str, int]:
    if by.id is None:
        raise NotFound()
    secret = secrets.new()
    token.hash, token.user_id, token.created_at = secrets.digest(secret), by.id, now
    db.session.add(token)
    db.session.flush()
    record("make_token", by, now, subject=f"token:{token.id}", after={"kind": token.kind})
    return secret, token.id
