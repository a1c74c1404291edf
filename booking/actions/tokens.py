"""Tokens are shown once and kept hashed (D42)."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import update

from booking.actions.history import record
from booking.actions.moves import vet
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Busy, Invalid, NotFound
from booking.extensions import db
from booking.models import Token
from booking.models.token import API, DAV
from booking.permissions import Actor
from booking.rules import secrets

_SELDOM = timedelta(minutes=1)


@transaction
def make_api_token(*, by: Actor, now: datetime, name: str = "") -> str:
    secret, _ = keep_token(Token(kind=API, name=vet("name", name, "name")), by, now)
    return secret


@transaction
def make_app_password(*, by: Actor, now: datetime, name: str) -> str:
    """For calendar apps (D41). Raises Invalid: it is told from others by its name."""
    name = vet("name", name, "name")
    if not name:
        raise Invalid([BrokenRule("missing", "name")])
    secret, _ = keep_token(Token(kind=DAV, name=name), by, now, secrets.new_app_password())
    return secret


@transaction
def revoke_token(token_id: int, *, by: Actor, now: datetime) -> None:
    """One's own. Raises NotFound."""
    token = own_token(token_id, by)
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


def own_token(token_id: int, by: Actor) -> Token:
    """One that is in force. Raises NotFound."""
    token = db.session.get(Token, token_id)
    if token is None or token.user_id != by.id or token.revoked_at:
        raise NotFound()
    return token


def keep_token(token: Token, by: Actor, now: datetime, secret: str = "") -> tuple[str, int]:
    """Its secret, a new one where none is given, and its id, within the caller's transaction."""
    if by.id is None:
        raise NotFound()
    secret = secret or secrets.new()
    token.hash, token.user_id, token.created_at = secrets.digest(secret), by.id, now
    db.session.add(token)
    db.session.flush()
    record("make_token", by, now, subject=f"token:{token.id}", after={"kind": token.kind})
    return secret, token.id
