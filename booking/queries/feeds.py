"""What a feed's address gives."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, case, func, select
from sqlalchemy.orm import aliased

from booking.errors import Gone, NotFound
from booking.extensions import db
from booking.models import Centre, Company, Policy, Resource, Token, User
from booking.models.columns import Translated
from booking.models.token import ALL, COMPANY, FEED, SPACE
from booking.permissions import Actor
from booking.queries.feed_levels import lower, most
from booking.queries.people import actor
from booking.rules.interval import Interval
from booking.rules.policy import BUSY
from booking.rules.wall import day_start, local

FORMAT = 4  # rises when the text of a feed changes
BEFORE, AFTER = timedelta(days=31), timedelta(days=366)
_own, _beneath = aliased(Policy), aliased(Policy)
# Every booking raises its spaces' counters: their sum is the centre's, and no row is locked for it (D37).
_CHANGES = case(
    (Token.subject == SPACE, Resource.changes),
    (Token.subject == COMPANY, func.coalesce(Company.changes, 0)),
    (Token.subject == ALL, select(func.sum(aliased(Resource).changes)).scalar_subquery()),
    else_=User.changes,
)
_VISIBILITY = func.coalesce(_own.visibility, _beneath.visibility)
_FEED = (
    select(
        Token,
        User,
        Resource,
        Company.name.label("company"),
        _VISIBILITY.label("visibility"),
        Centre.names.label("centre"),
        _CHANGES.label("changes"),
    )
    .join(User, Token.user_id == User.id)
    .join(Centre, Centre.id == 1)
    .join(_beneath, Centre.policy_id == _beneath.id)
    .outerjoin(Company, User.company_id == Company.id)
    .outerjoin(Resource, Token.space_id == Resource.id)
    .outerjoin(_own, Resource.policy_id == _own.id)
    .where(Token.kind == FEED, User.active)
)
_BY_HASH = _FEED.where(Token.hash == bindparam("hash"))
_OWN = _FEED.where(Token.id == bindparam("id"), Token.user_id == bindparam("user_id"))


@dataclass(frozen=True, slots=True)
class Feed:
    """`level` is what the reader may see now, at most the token's; `counter` counts changes (D37). `key` is
    like no other's: it hides the UIDs where only busy times are told."""

    token_id: int
    key: str
    subject: str
    by: Actor
    level: str
    counter: int
    tzid: str
    centre_names: Translated
    company_name: str
    space_id: int | None
    space_names: Translated | None
    created_at: datetime
    last_used_at: datetime | None

    def window(self, now: datetime) -> Interval:
        """Whole days, so that it stays the same all day."""
        first = local(now - BEFORE, self.tzid).date()
        start = day_start(first, self.tzid)
        return Interval(start, start + BEFORE + AFTER)

    def version(self, now: datetime, *asked: bool) -> str:
        """Equal only when the text is (D38); `asked` is how it is wanted."""
        names = (sorted(self.centre_names.items()), sorted((self.space_names or {}).items()))
        whose = (self.token_id, self.by.company_id, self.company_name, self.by.is_staff)
        what = (FORMAT, *whose, self.level, self.by.locale, self.tzid, self.counter, names, asked)
        text = repr((*what, self.window(now).starts_at.isoformat()))
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def feed_of(token_hash: str) -> Feed:
    """One query. Raises Gone where it was revoked, NotFound where there is none or its person may not come
    in any more."""
    return _feed(db.session.execute(_BY_HASH, {"hash": token_hash}).one_or_none())


def own_feed(token_id: int, user_id: int) -> Feed:
    """The same for the person it belongs to, by its number."""
    return _feed(db.session.execute(_OWN, {"id": token_id, "user_id": user_id}).one_or_none())


def _feed(row: Row[Any] | None) -> Feed:
    if row is None:
        raise NotFound()
    if row.Token.revoked_at:
        raise Gone()
    token, user, space = row.Token, row.User, row.Resource
    by = actor(user, "feed")
    return Feed(
        token_id=token.id,
        key=token.hash,
        subject=token.subject,
        by=by,
        level=lower(token.level or BUSY, most(by, token.subject, row.visibility)),
        counter=row.changes,
        tzid=space.tzid if space else user.tzid,
        centre_names=row.centre,
        company_name=row.company or "",
        space_id=space.id if space else None,
        space_names=space.names if space else None,
        created_at=token.created_at,
        last_used_at=token.last_used_at,
    )
