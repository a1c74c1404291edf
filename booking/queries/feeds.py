"""What a feed's address gives, and which meetings stand in it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from booking.extensions import db
from booking.models import Attendee, Centre, Claim, Occurrence, Policy, Reservation, Resource, Token, User
from booking.models.columns import Translated
from booking.models.token import FEED, MINE
from booking.permissions import Actor
from booking.queries.ledger import touching
from booking.queries.people import actor
from booking.queries.visibility import level
from booking.rules.intake import LONGEST
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING
from booking.rules.policy import BUSY, FULL, TITLES
from booking.rules.wall import day_start, local

FORMAT = 2  # rises when the text of a feed changes
BEFORE, AFTER = timedelta(days=31), timedelta(days=366)
LEVELS = (BUSY, TITLES, FULL)
_own, _beneath = aliased(Policy), aliased(Policy)
_FEED = (
    select(Token, User, Resource, func.coalesce(_own.visibility, _beneath.visibility), Centre.names)
    .join(User, Token.user_id == User.id)
    .join(Centre, Centre.id == 1)
    .join(_beneath, Centre.policy_id == _beneath.id)
    .outerjoin(Resource, Token.space_id == Resource.id)
    .outerjoin(_own, Resource.policy_id == _own.id)
    .where(Token.hash == bindparam("hash"), Token.kind == FEED, Token.revoked_at.is_(None), User.active)
)


@dataclass(frozen=True, slots=True)
class Feed:
    """`level` is what the reader may see now, at most the token's; `counter` counts changes (D37)."""

    token_id: int
    by: Actor
    level: str
    counter: int
    tzid: str
    centre_names: Translated
    space_id: int | None
    space_names: Translated | None
    created_at: datetime
    last_used_at: datetime | None

    def window(self, now: datetime) -> Interval:
        """Whole days, so that it stays the same all day."""
        first = local(now - BEFORE, self.tzid).date()
        start = day_start(first, self.tzid)
        return Interval(start, start + BEFORE + AFTER)

    def version(self, now: datetime, everything: bool) -> str:
        """Equal only when the text is (D38)."""
        names = (sorted(self.centre_names.items()), sorted((self.space_names or {}).items()))
        what = (FORMAT, self.token_id, self.level, self.by.locale, self.counter, names, everything)
        text = repr((*what, self.window(now).starts_at.isoformat()))
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def feed_of(token_hash: str) -> Feed | None:
    """One query; None where the token is revoked or unknown, or its person may no longer come in."""
    row = db.session.execute(_FEED, {"hash": token_hash}).one_or_none()
    return _feed(*row) if row else None


def _feed(token: Token, user: User, space: Resource | None, visibility: str, centre: Translated) -> Feed:
    by = actor(user, "feed")
    mine = token.subject == MINE or space is None
    return Feed(
        token_id=token.id,
        by=by,
        level=FULL if mine else _lower(token.level or BUSY, level(by, visibility, set(), None, set())),
        counter=user.changes if mine else space.changes,
        tzid=user.tzid if mine else space.tzid,
        centre_names=centre,
        space_id=None if mine else space.id,
        space_names=None if mine else space.names,
        created_at=token.created_at,
        last_used_at=token.last_used_at,
    )


def _lower(one: str, other: str) -> str:
    return min(one, other, key=LEVELS.index)


def meetings(feed: Feed, window: Interval, most: int | None) -> Sequence[Any]:
    """Rows that say which, and in which version; by their start. No more than `most`."""
    version = (Reservation.changed_at, Reservation.changes, Reservation.revision)
    named = (Reservation.uid, Reservation.rrule, Occurrence.recurrence_id)
    statement = (
        select(Occurrence.id, Reservation.tzid, *named, *version)
        .join(Reservation, Occurrence.reservation_id == Reservation.id)
        .where(Occurrence.status.in_(sorted(HOLDING)), _concerned(feed, window))
        .where(Occurrence.starts_at > window.starts_at - LONGEST, Occurrence.starts_at < window.ends_at)
        .where(Occurrence.ends_at > window.starts_at)
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(most)
    )
    return db.session.execute(statement).all()


def _concerned(feed: Feed, window: Interval) -> Any:
    return Occurrence.id.in_(_held(feed.space_id, window)) if feed.space_id else _mine(feed.by)


def _held(space_id: int, window: Interval) -> Select[tuple[int]]:
    """Also by a booking of the whole that it is a part of (D7)."""
    return select(Claim.occurrence_id).where(*touching(space_id, window))


def _mine(by: Actor) -> Any:
    booked = select(Reservation.id).where(Reservation.person_id == by.id)
    invited = select(Attendee.reservation_id).where(Attendee.email == by.email, ~Attendee.removed)
    return Occurrence.reservation_id.in_(booked.union(invited).scalar_subquery())
