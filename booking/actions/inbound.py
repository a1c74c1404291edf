"""Mail that came to us: stored before all else, handled again where staff say so, forgotten in the end."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update

from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import NotFound, WrongState
from booking.extensions import db
from booking.models import InboundMessage
from booking.models.inbound import HELD, STATUSES, WAITING
from booking.models.upsert import insert
from booking.permissions import Actor, demand
from booking.rules.confirming import GOOD_FOR

CHANGED, GONE, UNDER_WAY = "inbound_changed", "inbound_gone", "inbound_under_way"


@dataclass(frozen=True, slots=True)
class Mail:
    """As it came. `raw` is its head alone where it is too large to be kept (`size` tells)."""

    key: str
    raw: bytes
    size: int
    door: str
    envelope: tuple[str, ...]
    message_id: str = ""
    sender: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail: `status` is done, held, ignored or refused, `code` says why, `told` fills its
    words; of one that is held it is what it asks for (mailbox/asked.py).

    The rest is of the calendar text in it, once read.
    """

    status: str
    code: str
    told: dict[str, Any] = dataclasses.field(default_factory=dict)
    uid: str | None = None
    recurrence_at: datetime | None = None
    sequence: int | None = None
    dtstamp: datetime | None = None
    reservation_id: int | None = None

    def values(self, now: datetime) -> dict[str, Any]:
        """Of the row."""
        told = {field: getattr(self, field) for field in self.__dataclass_fields__ if field != "code"}
        return told | {"outcome": self.code, "handled_at": now, "error": ""}


@dataclass(frozen=True, slots=True)
class Kept:
    """`new`: it had not come before."""

    id: int
    new: bool


@transaction
def keep_message(mail: Mail, *, now: datetime, outcome: Outcome | None = None) -> Kept:
    """Stored, to be handled next; with an `outcome` it has been. What is there already is left as it is."""
    values = {field: getattr(mail, field) for field in mail.__dataclass_fields__}
    values |= {"envelope": list(mail.envelope), "received_at": now, "due_at": now, "status": WAITING}
    values |= {"text": "", "outcome": "", "told": {}, "tries": 0, "error": ""}
    values |= outcome.values(now) if outcome else {}
    made = insert(InboundMessage).values(values).on_conflict_do_nothing(index_elements=["key"])
    number: int | None = db.session.scalar(made.returning(InboundMessage.id))
    if number is not None:
        return Kept(number, True)
    return Kept(db.session.scalars(select(InboundMessage.id).filter_by(key=mail.key)).one(), False)


@transaction
def retry_inbound(inbound_id: int, *, by: Actor, now: datetime) -> None:
    """It is handled once more, as if it came in now. Raises Forbidden, NotFound, WrongState."""
    demand(by, "desk")
    row = db.session.get(InboundMessage, inbound_id, with_for_update=True)
    if row is None:
        raise NotFound()
    _demand_can_be_handled(row, now)
    before = {"status": row.status, "outcome": row.outcome, "tries": row.tries, "error": row.error}
    row.status, row.due_at, row.tries, row.error = WAITING, now, 0, ""
    row.lease_owner = row.lease_until_at = None
    record("retry_inbound", by, now, subject=f"inbound:{row.id}", before=before)


def _demand_can_be_handled(row: InboundMessage, now: datetime) -> None:
    if row.lease_until_at and row.lease_until_at > now:
        raise WrongState(UNDER_WAY)
    if row.status == WAITING and not row.tries:
        raise WrongState(CHANGED, status=row.status)
    if row.raw is None or len(row.raw) < row.size:
        raise WrongState(GONE)


@transaction
def purge_inbound(*, now: datetime, keep_raw: timedelta, keep_rows: timedelta) -> int:
    """First the bytes go, later the rows; what waits stays, and what can still be confirmed. Tells how many
    of both."""
    over = InboundMessage.status.in_([status for status in STATUSES if status != WAITING])
    confirmable = (InboundMessage.status == HELD) & (InboundMessage.received_at >= now - GOOD_FOR)
    past = (InboundMessage.received_at < now - keep_raw, ~confirmable)
    old = (over, *past, InboundMessage.raw.is_not(None))
    gone = delete(InboundMessage).where(over, InboundMessage.received_at < now - keep_rows)
    return _count(gone) + _count(update(InboundMessage).where(*old).values(raw=None, text=""))


def _count(statement: Any) -> int:
    done = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], done).rowcount
