from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.extensions import db
from booking.models.columns import Instant, index_of, one_of, status_is

WAITING, SENT, FAILED, DROPPED, MISSED = "waiting", "sent", "failed", "dropped", "missed"
STATUSES = (WAITING, SENT, FAILED, DROPPED, MISSED)


class Snapshot(db.Model):
    """What the mails of one change are rendered from (D28): plain JSON, in no language yet."""

    __tablename__ = "snapshot"

    id: Mapped[int] = mapped_column(primary_key=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Message(db.Model):
    """An outbox row: what to say to whom, from when on. `key` is unique, so that it is said once (D26).

    `snapshot` is what it is rendered from (a reminder has none: it reads the present state) and
    `content` the bytes as first rendered, so that a retry sends the same (D28). One worker holds it
    until `lease_until_at`; a lease without an owner is a rest: its server is away.

    `recurrence_id` is set where it is about one date of a series. A reminder has when the meeting was to
    begin and how many minutes before it comes (`lead`); a webhook's row its `event`; an invitation that was
    called off before it was sent the reservation's revision that did so (`called_off_by`).
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint(one_of("status", STATUSES), name="status"),
        index_of(WAITING, "message_due_index", "due_at"),
        index_of(FAILED, "message_failed_index", "id"),
        Index(None, "reservation_id", "recipient"),
        Index(None, "status", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    method: Mapped[str | None]
    recipient: Mapped[str]
    locale: Mapped[str]
    tzid: Mapped[str]
    reservation_id: Mapped[int | None] = mapped_column(ForeignKey("reservation.id"))
    occurrence_id: Mapped[int | None] = mapped_column(ForeignKey("occurrence.id"), index=True)
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id"))
    webhook_id: Mapped[int | None] = mapped_column(ForeignKey("webhook.id"), index=True)
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"), index=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(default=WAITING)
    created_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    lease_owner: Mapped[str | None]
    lease_until_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    recurrence_id: Mapped[str | None]
    begins_at: Mapped[datetime | None] = mapped_column(Instant)
    lead: Mapped[int | None]
    event: Mapped[str | None]
    called_off_by: Mapped[int | None]
    snapshot: Mapped[Snapshot | None] = relationship()


def is_(status: str, of: type[Message] = Message) -> ColumnElement[bool]:
    """`of` may be an alias."""
    return status_is(status, of, STATUSES)


class PurgedMessage(db.Model):
    """How many rows of each kind and status were forgotten, so that what is counted never falls."""

    __tablename__ = "purged_message"

    kind: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class ReminderChoice(db.Model):
    """How long before a meeting somebody wants to be reminded: minutes; none at all: never.

    By mail address, with an account or without. Who has none is reminded as the space's policy says.
    """

    __tablename__ = "reminder_choice"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    email: Mapped[str] = mapped_column(primary_key=True)
    leads: Mapped[list[int]] = mapped_column(JSON)
