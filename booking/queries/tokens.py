"""Tokens by their hash, and those of a person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import joinedload

from booking.extensions import db
from booking.models import Token, User
from booking.models.token import API, DAV, DEVICE, FEED
from booking.permissions import Actor

TO_OPEN = timedelta(days=7)  # so long the address made for a tablet can be opened
_PERSON = (User.id, User.name, User.email, User.role, User.company_id, User.locale, User.tzid)
_OF = (
    select(Token.id.label("token_id"), Token.last_used_at, *_PERSON)
    .join(User, Token.user_id == User.id)
    .where(Token.hash == bindparam("token_hash"), Token.kind == bindparam("kind"))
    .where(Token.revoked_at.is_(None), User.active)
)


def api_token(token_hash: str) -> Row | None:
    """`token_id`, `last_used_at` and its person's columns; one that is revoked, or whose user may not
    come in, is none.
    """
    return _of(token_hash, API)


def app_password(token_hash: str) -> Row | None:
    """The same of an app password; whether it is that of the person who signs in, `let_in` sees."""
    return _of(token_hash, DAV)


def _of(token_hash: str, kind: str) -> Row | None:
    return db.session.execute(_OF, {"token_hash": token_hash, "kind": kind}).one_or_none()


def tablet(token_hash: str, space_id: int) -> Token | None:
    """Of one that hangs at the door of that space; whoever made it may have left since."""
    return db.session.scalar(_tablet(token_hash, space_id).where(Token.last_used_at.is_not(None)))


def tablet_to_open(token_hash: str, space_id: int, now: datetime) -> Token | None:
    """By the secret of the address that is to be opened on it, once; its row is locked."""
    fresh = (Token.last_used_at.is_(None), Token.created_at > now - TO_OPEN)
    opened = _tablet(token_hash, space_id).where(*fresh)
    return db.session.scalar(opened.with_for_update(key_share=True))


def tablets_of(space_id: int) -> Sequence[Token]:
    """In the order they were made."""
    rows = select(Token).where(Token.kind == DEVICE, Token.space_id == space_id, Token.revoked_at.is_(None))
    return db.session.scalars(rows.order_by(Token.id)).all()


def _tablet(token_hash: str, space_id: int) -> Select[tuple[Token]]:
    here = (Token.kind == DEVICE, Token.space_id == space_id, Token.revoked_at.is_(None))
    return select(Token).where(Token.hash == token_hash, *here)


def feeds_of(by: Actor) -> Sequence[Token]:
    return db.session.scalars(_in_force(by, FEED).options(joinedload(Token.space))).all()


def app_passwords_of(by: Actor) -> Sequence[Token]:
    return db.session.scalars(_in_force(by, DAV)).all()


def tokens_of(by: Actor) -> Sequence[Token]:
    """Those of programs that use the API."""
    return db.session.scalars(_in_force(by, API)).all()


def _in_force(by: Actor, kind: str) -> Select[tuple[Token]]:
    """In the order they were made."""
    mine = (Token.user_id == by.id, Token.kind == kind, Token.revoked_at.is_(None))
    return select(Token).where(*mine).order_by(Token.id)
