"""Tablets at the doors of spaces: made by staff, opened once on the device, revoked."""

from datetime import datetime

from booking.actions.history import record
from booking.actions.moves import vet
from booking.actions.tokens import keep_token
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Gone, Invalid, NotFound
from booking.extensions import db
from booking.models import Token
from booking.models.token import DEVICE, SPACE
from booking.permissions import Actor, demand
from booking.queries.spaces import space
from booking.queries.tokens import tablet_to_open
from booking.rules import secrets


@transaction
def make_tablet(slug: str, *, by: Actor, now: datetime, name: str) -> str:
    """The secret of the address to open on it. Raises NotFound, Forbidden, Invalid: it acts by its name."""
    demand(by, "edit_resources")
    name = vet("name", name, "name")
    if not name:
        raise Invalid([BrokenRule("missing", "name")])
    secret, _ = keep_token(Token(kind=DEVICE, subject=SPACE, space_id=space(slug).id, name=name), by, now)
    return secret


@transaction
def open_tablet(slug: str, secret: str, *, now: datetime) -> str:
    """Another secret, which only the device knows: the address opens nothing any more.

    Raises NotFound, Gone.
    """
    token = tablet_to_open(secrets.digest(secret), space(slug).id, now)
    if token is None:
        raise Gone()
    kept = secrets.new()
    token.hash, token.last_used_at = secrets.digest(kept), now
    return kept


@transaction
def revoke_tablet(slug: str, token_id: int, *, by: Actor, now: datetime) -> None:
    """Raises NotFound, Forbidden."""
    demand(by, "edit_resources")
    token = db.session.get(Token, token_id)
    if token is None or token.kind != DEVICE or token.space_id != space(slug).id or token.revoked_at:
        raise NotFound()
    token.revoked_at = now
    record("revoke_token", by, now, subject=f"token:{token.id}")
