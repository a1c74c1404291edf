from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.extensions import db
from booking.models.attendee import Attendee
from booking.models.columns import Instant, one_of
from booking.models.reservation import Occurrence, Reservation
from booking.rules.interval import Interval

OPEN, ACCEPTED, DECLINED, OUTDATED = "open", "accepted", "declined", "outdated"
STATUSES = (OPEN, ACCEPTED, DECLINED, OUTDATED)
_OPEN = text(f"status = '{OPEN}'")


class Proposal(db.Model):
    """Another time that somebody invited proposes (RFC 5546 3.2.7).

    `starts_at` and `ends_at` are for `occurrence`; with `whole` all dates of its series are to move along.
    `sequence` and `dtstamp` are those of the COUNTER; None where it was made on our page. One is open for
    each person and date: a newer one makes it outdated, as does whatever else becomes of the date.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="not_empty"),
        CheckConstraint(one_of("status", STATUSES), name="status"),
        CheckConstraint("(status = 'open') = (decided_at IS NULL)", name="open_is_undecided"),
        Index(
            "proposal_open_unique",
            "occurrence_id",
            "attendee_id",
            "whole",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"), index=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"))
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id"), index=True)
    whole: Mapped[bool]
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    comment: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(Instant)
    sequence: Mapped[int | None]
    dtstamp: Mapped[datetime | None] = mapped_column(Instant)
    status: Mapped[str] = mapped_column(default=OPEN)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    reservation: Mapped[Reservation] = relationship(back_populates="proposals")
    occurrence: Mapped[Occurrence] = relationship()
    attendee: Mapped[Attendee] = relationship()

    @property
    def interval(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)
