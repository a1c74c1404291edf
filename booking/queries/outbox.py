"""Messages as staff look for them, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import defer, selectinload

from booking.errors import NotFound
from booking.extensions import db
from booking.models import Message, Reservation
from booking.models.message import FAILED, WAITING, is_
from booking.queries.down import down
from booking.rules.webhooks import WEBHOOK

_NO_BYTES = defer(Message.content)


@dataclass(frozen=True, slots=True)
class Among:
    """`recipient` is part of an address, in any case of its letters. What is empty is left open."""

    status: str = ""
    kind: str = ""
    recipient: str = ""
    reservation_id: int | None = None


def messages(among: Among, before: int | None, limit: int) -> Sequence[Message]:
    """Those with an id below `before`, without their bytes."""
    rows = down(_among(among), Message.id, before, limit)
    return db.session.scalars(rows.options(_NO_BYTES)).all()


def failed_of(among: Among, limit: int) -> Sequence[Message]:
    """The newest, without their bytes."""
    rows = down(_among(among).where(is_(FAILED)), Message.id, None, limit)
    told = rows.options(selectinload(Message.snapshot), _NO_BYTES)
    return db.session.scalars(told.with_for_update(of=Message)).all()


def how_many_failed(among: Among) -> int:
    return (
        db.session.scalar(select(func.count()).select_from(_among(among).where(is_(FAILED)).subquery())) or 0
    )


def _among(among: Among) -> Select[tuple[Message]]:
    rows = select(Message)
    if among.status:
        rows = rows.where(is_(among.status))
    if among.kind:
        rows = rows.where(Message.kind == among.kind)
    if among.recipient:
        sought = among.recipient.lower()
        rows = rows.where(func.lower(Message.recipient).contains(sought, autoescape=True))
    if among.reservation_id is not None:
        rows = rows.where(Message.reservation_id == among.reservation_id)
    return rows


def message(message_id: int) -> Message:
    """Raises NotFound."""
    found = db.session.get(Message, message_id)
    if found is None:
        raise NotFound()
    return found


def counts() -> tuple[int, int]:
    """How many need a person, and how many wait. Two statements."""
    return _count(needs_a_person()), _count(is_(WAITING))


def needs_a_person() -> ColumnElement[bool]:
    """Mail that failed; what a webhook did not take is its owner's."""
    return is_(FAILED) & (Message.kind != WEBHOOK)


def _count(which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Message).where(which)) or 0


def titles_of(found: Sequence[Message]) -> dict[int, str]:
    """Of the bookings that they are about, by id."""
    ids = {row.reservation_id for row in found if row.reservation_id}
    rows = select(Reservation.id, Reservation.title).where(Reservation.id.in_(ids))
    return dict(db.session.execute(rows).all())
