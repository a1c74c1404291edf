"""Video meetings: one for each occurrence that has one, who goes in, and links for guests."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.extensions import db
from booking.models.columns import Instant, one_of
from booking.rules.meetings import ROLES

if TYPE_CHECKING:
    from booking.models.reservation import Occurrence


class Meeting(db.Model):
    """The video meeting of an occurrence at a provider, which knows it by `ref`.

    `data` is what the provider told of it, `ensured` what it was last told of it (both plain JSON; None
    before that). `ended_at`: the provider has put everybody out.
    """

    __tablename__ = "meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"), unique=True)
    provider: Mapped[str]
    ref: Mapped[str] = mapped_column(unique=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    ensured: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    occurrence: Mapped["Occurrence"] = relationship(back_populates="meeting")


class MeetingLink(db.Model):
    """A way in that a host made for somebody who was not invited by mail. `generation` as an attendee's."""

    __tablename__ = "meeting_link"
    __table_args__ = (CheckConstraint(one_of("role", ROLES), name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    name: Mapped[str]
    role: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    meeting: Mapped[Meeting] = relationship()


class Attendance(db.Model):
    """Somebody's way through a meeting, from the click on "join" until they are gone.

    By whose link they came: an attendee's, a guest's, or the token of the room's own screen; `borrowed` is
    another person's, and then `admitted_at` is empty until a host has let them in (D46). The ticket opens
    the relay once, until `ticket_until_at` (D45). `removed_at`: put out, with the reason in `removed_for`
    (rules/meetings.py).
    """

    __tablename__ = "attendance"
    __table_args__ = (CheckConstraint(one_of("role", ROLES), name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_link.id"), index=True)
    token_id: Mapped[int | None] = mapped_column(ForeignKey("token.id"), index=True)
    name: Mapped[str]
    role: Mapped[str]
    generation: Mapped[int] = mapped_column(default=0)
    borrowed: Mapped[bool] = mapped_column(default=False)
    ticket_hash: Mapped[str | None] = mapped_column(unique=True)
    ticket_until_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    admitted_at: Mapped[datetime | None] = mapped_column(Instant)
    joined_at: Mapped[datetime | None] = mapped_column(Instant)
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_for: Mapped[str] = mapped_column(default="", server_default="")
    meeting: Mapped[Meeting] = relationship()
