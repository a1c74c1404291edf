"""Short words for tests about the dates of bookings: made, changed, and read back from the rows."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from booking.actions.book import book
from booking.actions.change import change
from booking.actions.changed import Changed
from booking.extensions import db
from booking.models import Claim, Message, Occurrence, Policy, Reservation, Resource
from booking.rules.interval import Interval
from booking.rules.requests import Edit
from tests.factories import NOW, person, span, wish

SATO, SUZUKI, KIM, STAFF = "sato@example.jp", "suzuki@example.jp", "kim@example.kr", "staff@example.jp"
DAILY, WEEKLY = "FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;COUNT=4"
TOKYO = timedelta(hours=9)


def made(interval: Interval | None = None, who: str = SATO, now: datetime = NOW, **values: Any) -> int:
    """The number of a booking in `room`, unless told otherwise."""
    return book(wish(interval, **values), by=person(who), now=now).id


def edited(
    number: int, who: str = SATO, now: datetime = NOW, scope: str = "all", at: str = "", **edit: Any
) -> Changed:
    more = {name: edit.pop(name) for name in ("preview", "revision", "answer") if name in edit}
    return change(number, Edit(**edit), by=person(who), now=now, scope=scope, recurrence_id=at, **more)


def wall(day: int, clock: str = "10:00", month: int = 12) -> str:
    """A recurrence_id of December 2026."""
    return f"2026-{month:02}-{day:02}T{clock}:00"


def clock(at: datetime) -> str:
    """Day and time by Sapporo's clock."""
    return f"{at + TOKYO:%m-%d %H:%M}"


def clocks(starts_at: datetime, ends_at: datetime) -> str:
    return f"{clock(starts_at)}-{ends_at + TOKYO:%H:%M}"


def dates(number: int) -> dict[str, tuple[str, str]]:
    """By recurrence_id: status, and when it is."""
    mine = select(Occurrence).where(Occurrence.reservation_id == number)
    found = _rows(mine.order_by(Occurrence.starts_at, Occurrence.id))
    return {o.recurrence_id: (o.status, clocks(o.starts_at, o.ends_at)) for o in found}


def times(number: int) -> list[str]:
    """When those are that hold, by their start."""
    return [when for status, when in dates(number).values() if status in ("tentative", "confirmed")]


def claims(number: int, *slugs: str) -> list[tuple[str, str]]:
    """What it holds of these, of everything without any: slug and time, sorted."""
    rows = select(Resource.slug, Claim.starts_at, Claim.ends_at).join(Claim.resource).join(Claim.occurrence)
    held = db.session.execute(rows.where(Claim.active, Occurrence.reservation_id == number)).all()
    db.session.rollback()
    return sorted((slug, clocks(a, b)) for slug, a, b in held if not slugs or slug in slugs)


def one(number: int, recurrence_id: str = "") -> Occurrence:
    """The row of a date; of the only one where none is named."""
    rows = select(Occurrence).where(Occurrence.reservation_id == number)
    return _rows(rows.where(Occurrence.recurrence_id == recurrence_id) if recurrence_id else rows)[0]


def booking(number: int) -> Reservation:
    return _rows(select(Reservation).where(Reservation.id == number))[0]


def statuses(*numbers: int) -> list[str]:
    return [booking(number).status for number in numbers]


def said() -> frozenset[str]:
    """The keys of all messages: SQLite gives the id of a reminder that was taken back to another."""
    return frozenset(message.key for message in _rows(select(Message)))


def messages(since: Collection[str] = ()) -> list[Message]:
    """What was written since; reminders left out."""
    rows = select(Message).where(Message.kind != "reminder").order_by(Message.id)
    return [message for message in _rows(rows) if message.key not in since]


def mails(since: Collection[str] = ()) -> list[tuple[str, str, str | None]]:
    """Recipient, kind and method of each, sorted."""
    return sorted((m.recipient, m.kind, m.method) for m in messages(since))


def facts(since: Collection[str] = ()) -> list[dict[str, Any]]:
    """What they are rendered from, in the order they were written."""
    return [message.snapshot.facts for message in messages(since) if message.snapshot]


def ruled(slug: str, **values: Any) -> None:
    """The policy of a space says this too."""
    space = db.session.scalars(select(Resource).filter_by(slug=slug)).one()
    space.policy = space.policy or Policy()
    for name, value in values.items():
        setattr(space.policy, name, value)
    db.session.commit()


def _rows(statement: Any) -> list[Any]:
    db.session.rollback()
    return list(db.session.scalars(statement))


def on(day: int, begins: str = "10:00", ends: str = "11:00") -> Interval:
    return span(day, begins, ends)
