"""Messages as staff look for them, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import selectinload

from booking.errors import NotFound
from booking.extensions import db
from booking.models import Message, Reservation
from booking.models.message import FAILED, STATUSES, WAITING


@dataclass(frozen=True, slots=True)
class Among:
    """`recipient` is part of an address, in any case of its letters. What is empty is left open."""

    status: str = ""
    kind: str = ""
    recipient: str = ""
    reservation_id: int | None = None


def messages(among: Among, before: int | None, limit: int) -> Sequence[Message]:
    """Those with an id below `before`."""
    rows = _among(among) if before is None else _among(among).where(Message.id < before)
    return db.session.scalars(rows.order_by(Message.id.desc()).limit(limit)).all()


def failed_of(among: Among, limit: int) -> Sequence[Message]:
    """Oldest first: what failed before is said before."""
    rows = _among(among).where(_is(FAILED)).order_by(Message.id).limit(limit)
    return db.session.scalars(rows.options(selectinload(Message.snapshot)).with_for_update(of=Message)).all()


def _among(among: Among) -> Select[tuple[Message]]:
    rows = select(Message)
    if among.status:
        rows = rows.where(_is(among.status))
    if among.kind:
        rows = rows.where(Message.kind == among.kind)
    if among.recipient:
        rows = rows.where(Message.recipient.contains(among.recipient.lower(), autoescape=True))
    if among.reservation_id is not None:
        rows = rows.where(Message.reservation_id == among.reservation_id)
    return rows


def _is(status: str) -> ColumnElement[bool]:
    """Word for word: a partial index serves only a query that repeats its condition."""
    return Message.status == literal(status if status in STATUSES else "", literal_execute=True)


def message(message_id: int) -> Message:
    """Raises NotFound."""
    found = db.session.get(Message, message_id)
    if found is None:
        raise NotFound()
    return found


def counts() -> tuple[int, int]:
    """How many need a person, and how many wait. Two statements."""
    failed, waiting = (_count(_is(status)) for status in (FAILED, WAITING))
    return failed, waiting


def _count(which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Message).where(which)) or 0


def titles_of(found: Sequence[Message]) -> dict[int, str]:
    """Of the bookings that they are about, by id."""
    ids = {row.reservation_id for row in found if row.reservation_id}
    rows = select(Reservation.id, Reservation.title).where(Reservation.id.in_(ids))
    return dict(db.session.execute(rows).all())
