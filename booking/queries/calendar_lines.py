"""Which bookings stand in a space's collection, without their texts: by indexes alone (D39)."""

import hashlib
from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, exists, func, or_, select

from booking.extensions import db
from booking.models import (
    Attendee,
    CalendarObject,
    Claim,
    Occurrence,
    Reservation,
    ReservationSpace,
    ResourceChange,
)
from booking.permissions import Actor
from booking.queries.calendar_collections import Collection
from booking.queries.calendar_puts import put_by
from booking.queries.ledger import touching
from booking.queries.visibility import level
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING
from booking.rules.policy import BUSY


@dataclass(frozen=True, slots=True)
class Line:
    """One booking, a series as a whole, from its first to its last date there. `number` rises with every
    change of it (D37), `revision` with those that are told; `level` is what the reader may see of it (D22).
    `name` is what the reader's app has called it, or ''."""

    reservation_id: int
    uid: str
    number: int
    revision: int
    level: str
    name: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime

    def etag(self, stamp: str, place: str) -> str:
        """A quoted string (RFC 9110 8.8.3), equal only where the text is: in that `place`, under the `stamp`
        of its collection."""
        version = (self.uid, self.number, self.revision, self.changed_at, self.level)
        return f'"{hashlib.sha256(repr((stamp, place, version)).encode()).hexdigest()[:32]}"'


def lines_within(of: Collection, by: Actor, window: Interval) -> list[Line]:
    """With a date that touches `window`."""
    held = Occurrence.id.in_(select(Claim.occurrence_id).where(*touching(of.space_id, window)))
    meets = (Occurrence.starts_at < window.ends_at) & (Occurrence.ends_at > window.starts_at)
    return _lines(of, by, held & meets)


def lines_of(of: Collection, by: Actor, ids: Several[int]) -> list[Line]:
    """Of these bookings (ids), those that stand there."""
    return _lines(of, by, Reservation.id.in_(sorted(ids))) if ids else []


def changed_since(of: Collection, number: int) -> Sequence[int]:
    """Ids of bookings that have changed there since the counter had that number, gone ones too."""
    change = (ResourceChange.resource_id == of.space_id) & (ResourceChange.number > number)
    return db.session.scalars(select(ResourceChange.reservation_id).where(change)).all()


def last_change(of: Collection) -> datetime | None:
    """When a booking last changed there."""
    change = (ResourceChange.resource_id == of.space_id) & (ResourceChange.reservation_id == Reservation.id)
    return db.session.scalar(select(func.max(Reservation.changed_at)).where(change))


def _lines(of: Collection, by: Actor, which: ColumnElement[bool]) -> list[Line]:
    invited = exists().where(
        Attendee.reservation_id == Reservation.id, Attendee.email == by.email, ~Attendee.removed
    )
    noted = and_(ResourceChange.reservation_id == Reservation.id, ResourceChange.resource_id == of.space_id)
    version = (Reservation.uid, Reservation.changed_at, Reservation.revision)
    whose = (Reservation.person_id, Reservation.booked_by_id, Reservation.company_id)
    itself = func.max(case((_placed([of.space_id]), 1), else_=0)).label("itself")
    statement = (
        select(Reservation.id, *version, *whose, itself, ResourceChange.number, CalendarObject.name)
        .add_columns(func.min(Occurrence.starts_at).label("starts_at"))
        .add_columns(func.max(Occurrence.ends_at).label("ends_at"), invited.label("invited"))
        .join(Occurrence, Occurrence.reservation_id == Reservation.id)
        .outerjoin(ResourceChange, noted)
        .outerjoin(CalendarObject, put_by(of, by) & (CalendarObject.reservation_id == Reservation.id))
        .where(which, Occurrence.status.in_(sorted(HOLDING)), _placed(places(of)))
        .group_by(Reservation.id, ResourceChange.number, CalendarObject.name)
        .order_by(func.min(Occurrence.starts_at), Reservation.id)
    )
    return [_line(row, of, by) for row in db.session.execute(statement)]


def places(of: Collection) -> list[int]:
    """Who books the whole takes its parts (D7)."""
    return [of.space_id] if of.whole_id is None else [of.space_id, of.whole_id]


def _placed(space_ids: list[int]) -> ColumnElement[bool]:
    """Whether it takes place there, and does not merely hold it for a change that waits (D13)."""
    usual = exists().where(
        ReservationSpace.reservation_id == Occurrence.reservation_id,
        ReservationSpace.resource_id.in_(space_ids),
    )
    return or_(Occurrence.space_id.in_(space_ids), Occurrence.space_id.is_(None) & usual)


def _line(row: Row[Any], of: Collection, by: Actor) -> Line:
    """A part shows no more of a booking of the whole than that it is taken: the rest stands there."""
    people, emails = {row.person_id, row.booked_by_id}, {by.email} if row.invited else set()
    seen = level(by, of.visibility, people, row.company_id, emails) if row.itself else BUSY
    return Line(
        reservation_id=row.id,
        uid=row.uid,
        number=row.number or 0,
        revision=row.revision,
        level=seen,
        name=row.name or "",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        changed_at=row.changed_at,
    )
