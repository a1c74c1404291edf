from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from booking.extensions import db
from booking.models.columns import Instant, index_of, one_of, status_is

WAITING, DONE, IGNORED, REFUSED, FAILED = "waiting", "done", "ignored", "refused", "failed"
HELD = "held"  # until its sender, or staff, confirm it
STATUSES = (WAITING, HELD, DONE, IGNORED, REFUSED, FAILED)


def _where(condition: str) -> dict[str, Any]:
    """Of an index of some rows alone."""
    return {f"{name}_where": text(condition) for name in ("sqlite", "postgresql")}


class InboundMessage(db.Model):
    """A mail that came to us: stored first, then handled. `key` is unique, so that it is stored once.

    `raw` is its bytes, until they are forgotten; `door` where it came in, `envelope` whom it was for.
    `sender`, `subject` and `message_id` are what its head claims, `text` what it says to people, once it was
    looked into. `outcome` is a code that says what became of it, with `told` for its words. `uid` and the
    three beneath are of the calendar text that was read. One process handles it, until `lease_until_at`.

    `confirmed_at` is when its sender, or staff for them, said that it is theirs (D35); `applicant` is what
    one without an account said of themselves then, and `answers` to the questions of the space.
    """

    __tablename__ = "inbound_message"
    __table_args__ = (
        CheckConstraint(one_of("status", STATUSES), name="status"),
        index_of(WAITING, "inbound_message_due_index", "due_at"),
        index_of(HELD, "inbound_message_held_index", "sender"),
        Index("inbound_message_confirmed_index", "sender", **_where("confirmed_at IS NOT NULL")),
        Index(None, "status", "id"),
        Index(None, "sender", "handled_at"),
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
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    applicant: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")


def is_(status: str) -> ColumnElement[bool]:
    return status_is(status, InboundMessage, STATUSES)
