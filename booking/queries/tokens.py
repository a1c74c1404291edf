"""Tokens by their hash, and those of a person."""

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import joinedload

from booking.extensions import db
from booking.models import Token, User
from booking.models.token import API, FEED
from booking.permissions import Actor

_HASH = bindparam("token_hash")
_PERSON = (User.id, User.name, User.email, User.role, User.company_id, User.locale, User.tzid)
_BEARER = (
    select(Token.id.label("token_id"), Token.last_used_at, *_PERSON)
    .join(User, Token.user_id == User.id)
    .where(Token.hash == _HASH, Token.kind == API, Token.revoked_at.is_(None), User.active)
)


def api_token(token_hash: str) -> Row | None:
    """`token_id`, `last_used_at` and its person's columns; one that is revoked, or whose user may not
    come in, is none.
    """
    return db.session.execute(_BEARER, {"token_hash": token_hash}).one_or_none()


def feeds_of(by: Actor) -> Sequence[Token]:
    mine = (Token.user_id == by.id, Token.kind == FEED, Token.revoked_at.is_(None))
    return db.session.scalars(
        select(Token).where(*mine).order_by(Token.id).options(joinedload(Token.space))
    ).all()


def tokens_of(by: Actor) -> Sequence[Token]:
    """Those in force that are no feeds."""
    mine = (Token.user_id == by.id, Token.kind != FEED, Token.revoked_at.is_(None))
    return db.session.scalars(select(Token).where(*mine).order_by(Token.id)).all()
