"""Which bookings stand in a feed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, false, func, select, true

from booking.extensions import db
from booking.models import Attendee, Claim, Occurrence, Reservation
from booking.models.token import ALL, COMPANY
from booking.permissions import Actor, may
from booking.queries.feeds import Feed
from booking.queries.ledger import touching
from booking.rules.intake import LONGEST
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING


def bookings(feed: Feed, window: Interval, most: int | None) -> Sequence[Row[Any]]:
    """Id, version and `first`, the start of the first date that stands in it. By `first`; not over `most`."""
    version = (Reservation.uid, Reservation.changed_at, Reservation.changes, Reservation.revision)
    first = func.min(Occurrence.starts_at).label("first")
    statement = (
        select(Reservation.id, Reservation.tzid, *version, first)
        .join(Occurrence, Occurrence.reservation_id == Reservation.id)
        .where(Occurrence.status.in_(sorted(HOLDING)), _concerned(feed, window))
        .where(Occurrence.starts_at > window.starts_at - LONGEST, Occurrence.starts_at < window.ends_at)
        .where(Occurrence.ends_at > window.starts_at)
        .group_by(Reservation.id)
        .order_by(first, Reservation.id)
        .limit(most)
    )
    return db.session.execute(statement).all()


def _concerned(feed: Feed, window: Interval) -> Any:
    """Whoever has lost the right to all of it, or the company, finds it empty: so does their program."""
    if feed.space_id is not None:
        return Occurrence.id.in_(_held(feed.space_id, window))
    if feed.subject == ALL:
        return true() if may(feed.by, "feed_all") else false()
    if feed.subject == COMPANY:
        company_id = feed.by.company_id
        return Reservation.company_id == company_id if company_id is not None else false()
    return _mine(feed.by)


def _held(space_id: int, window: Interval) -> Select[tuple[int]]:
    """Also by a booking of the whole that it is a part of (D7)."""
    return select(Claim.occurrence_id).where(*touching(space_id, window))


def _mine(by: Actor) -> Any:
    booked = select(Reservation.id).where(Reservation.person_id == by.id)
    invited = select(Attendee.reservation_id).where(Attendee.email == by.email, ~Attendee.removed)
    return Occurrence.reservation_id.in_(booked.union(invited).scalar_subquery())
