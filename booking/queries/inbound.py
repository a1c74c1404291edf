"""What came in, what became of it, and whether anybody reads it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select
from sqlalchemy.orm import undefer

from booking.errors import NotFound
from booking.extensions import db
from booking.models import InboundMessage, JobRun, Lease
from booking.models.inbound import FAILED, HELD, WAITING, is_
from booking.queries.down import down

MAILBOX = "mailbox"  # the lease of the process that reads
READING = "read mail"  # its looks behind the door, among the jobs
_WHOLE = (undefer(InboundMessage.raw), undefer(InboundMessage.text))


@dataclass(frozen=True, slots=True)
class Among:
    """`text` is part of the sender, a recipient or the subject. What is empty is left open."""

    status: str = ""
    text: str = ""
    reservation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """`read`: some process reads. `error` is why the door does not open, `oldest_at` since when one waits."""

    read: bool
    error: str
    failed: int
    waiting: int
    oldest_at: datetime | None

    def late(self, now: datetime, most: timedelta) -> bool:
        waits = self.oldest_at is not None and self.oldest_at < now - most
        return not self.read or bool(self.error) or waits


def inbound(among: Among, before: int | None, limit: int) -> Sequence[InboundMessage]:
    """Those with an id below `before`, newest first, without their bytes."""
    return db.session.scalars(down(_among(among), InboundMessage.id, before, limit)).all()


def _among(among: Among) -> Select[tuple[InboundMessage]]:
    rows = select(InboundMessage)
    if among.status:
        rows = rows.where(is_(among.status))
    if among.text:
        rows = rows.where(or_(*_holding(among.text)))
    if among.reservation_id is not None:
        rows = rows.where(InboundMessage.reservation_id == among.reservation_id)
    return rows


def _holding(wanted: str) -> Iterator[ColumnElement[bool]]:
    """Addresses are kept in lower case. The envelope is JSON: a text on both databases."""
    yield InboundMessage.sender.contains(wanted.lower(), autoescape=True)
    yield InboundMessage.subject.icontains(wanted, autoescape=True)
    yield cast(InboundMessage.envelope, String).contains(wanted.lower(), autoescape=True)


def one_inbound(inbound_id: int) -> InboundMessage:
    """With its bytes and its text. Raises NotFound."""
    found = db.session.get(InboundMessage, inbound_id, options=_WHOLE, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def inbound_counts() -> tuple[int, int]:
    """How many need a person, and how many wait."""
    return _count(FAILED), _count(WAITING)


def held_count() -> int:
    """How many their senders have not confirmed."""
    return _count(HELD)


def not_handled() -> tuple[int, int]:
    """How many need a person, and how many their senders have not confirmed; in one statement."""
    rows = select(InboundMessage.status, func.count()).where(is_(FAILED) | is_(HELD))
    counts = dict(db.session.execute(rows.group_by(InboundMessage.status)).all())
    return counts.get(FAILED, 0), counts.get(HELD, 0)


def _count(status: str) -> int:
    return db.session.scalar(select(func.count()).select_from(InboundMessage).where(is_(status))) or 0


def inbound_standing(now: datetime) -> Standing:
    lease, looks = db.session.get(Lease, MAILBOX), db.session.get(JobRun, READING)
    failed, waiting = inbound_counts()
    oldest = db.session.scalar(select(func.min(InboundMessage.received_at)).where(is_(WAITING)))
    error = looks.error if looks and looks.failures else ""
    return Standing(bool(lease and lease.until_at > now), error, failed, waiting, oldest)
