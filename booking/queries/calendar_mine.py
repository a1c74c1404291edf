"""One's own bookings, and those to which one is invited, as one collection that can only be read (D40)."""

import hashlib
from collections.abc import Collection as Several
from dataclasses import dataclass

from flask_babel import get_locale
from sqlalchemy import ColumnElement, func, select

from booking.extensions import db
from booking.ical.calendar_object import calendar_object
from booking.models import Attendee, Occurrence, Reservation, User
from booking.permissions import Actor
from booking.queries.calendar_collections import FORMAT
from booking.queries.calendar_events import events
from booking.queries.calendar_lines import Line
from booking.queries.calendar_sight import Sight
from booking.queries.calendar_texts import loaded
from booking.queries.policies import centre
from booking.queries.spaces import names_of_spaces
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING
from booking.rules.policy import FULL
from booking.wording import translated


@dataclass(frozen=True, slots=True)
class Mine:
    """`changes` counts what is shown (D37)."""

    changes: int
    tzid: str
    stamp: str


def mine(by: Actor) -> Mine | None:
    """None for who has not chosen to have it."""
    user = db.session.get(User, by.id)
    if user is None or not user.own_calendar:
        return None
    names = (names_of_spaces(), translated(centre().names))
    seen = (FORMAT, by.id, by.email, str(get_locale()), names)
    return Mine(user.changes, user.tzid, hashlib.sha256(repr(seen).encode()).hexdigest()[:16])


def lines_of_mine(by: Actor, window: Interval) -> list[Line]:
    """With a date that touches `window`."""
    meets = (Occurrence.starts_at < window.ends_at) & (Occurrence.ends_at > window.starts_at)
    return _lines(by, meets)


def lines_of_mine_among(by: Actor, ids: Several[int]) -> list[Line]:
    return _lines(by, Reservation.id.in_(sorted(ids))) if ids else []


def texts_of_mine(of: Mine, ids: Several[int], base_url: str) -> dict[int, bytes]:
    """By reservation id, wherever they take place."""
    sight = Sight(None, FULL, of.tzid, translated(centre().names), base_url)
    return {one.id: calendar_object(events(one, sight)) for one in loaded(ids)}


def _lines(by: Actor, which: ColumnElement[bool]) -> list[Line]:
    """`number` is that of the last change to the booking itself."""
    invited = select(Attendee.reservation_id).where(Attendee.email == by.email, ~Attendee.removed)
    booked = select(Reservation.id).where(Reservation.person_id == by.id)
    version = (Reservation.uid, Reservation.changes, Reservation.revision, Reservation.changed_at)
    span = (func.min(Occurrence.starts_at).label("first"), func.max(Occurrence.ends_at).label("last"))
    rows = (
        select(Reservation.id, *version, *span)
        .join(Occurrence, Occurrence.reservation_id == Reservation.id)
        .where(which, Occurrence.status.in_(sorted(HOLDING)))
        .where(Reservation.id.in_(booked.union(invited).scalar_subquery()))
        .group_by(Reservation.id)
        .order_by(func.min(Occurrence.starts_at), Reservation.id)
    )
    return [
        Line(r.id, r.uid, r.changes, r.revision, FULL, "", r.first, r.last, r.changed_at)
        for r in db.session.execute(rows)
    ]
