from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from booking.extensions import db
from booking.models.columns import Instant, index_of, one_of, status_is

WAITING, DONE, IGNORED, REFUSED, FAILED = "waiting", "done", "ignored", "refused", "failed"
STATUSES = (WAITING, DONE, IGNORED, REFUSED, FAILED)


class InboundMessage(db.Model):
    """A mail that came to us: stored first, then handled. `key` is unique, so that it is stored once.

    `raw` is its bytes, until they are forgotten; `door` where it came in, `envelope` whom it was for.
    `sender`, `subject` and `message_id` are what its head claims, `text` what it says to people, once it was
    looked into. `outcome` is a code that says what became of it, with `told` for its words. `uid` and the
    three beneath are of the calendar text that was read. One process handles it, until `lease_until_at`.
    """

    __tablename__ = "inbound_message"
    __table_args__ = (
        CheckConstraint(one_of("status", STATUSES), name="status"),
        index_of(WAITING, "inbound_message_due_index", "due_at"),
        Index(None, "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    raw: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    door: Mapped[str]
    envelope: Mapped[list[str]] = mapped_column(JSON)
    message_id: Mapped[str] = mapped_column(default="")
    sender: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="", deferred=True)
    received_at: Mapped[datetime] = mapped_column(Instant, index=True)
    status: Mapped[str] = mapped_column(default=WAITING)
    outcome: Mapped[str] = mapped_column(default="")
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    due_at: Mapped[datetime] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    handled_at: Mapped[datetime | None] = mapped_column(Instant)
    lease_owner: Mapped[str | None]
    lease_until_at: Mapped[datetime | None] = mapped_column(Instant)
    uid: Mapped[str | None] = mapped_column(index=True)
    recurrence_at: Mapped[datetime | None] = mapped_column(Instant)
    sequence: Mapped[int | None]
    dtstamp: Mapped[datetime | None] = mapped_column(Instant)
    reservation_id: Mapped[int | None] = mapped_column(ForeignKey("reservation.id"), index=True)


def is_(status: str) -> ColumnElement[bool]:
    return status_is(status, InboundMessage, STATUSES)
