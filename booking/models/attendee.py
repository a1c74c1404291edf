from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.extensions import db
from booking.models.columns import Instant, one_of
from booking.rules.requests import CHAIR, OPTIONAL, REQUIRED

if TYPE_CHECKING:
    from booking.models.reservation import Occurrence, Reservation

NEEDS_ACTION, ACCEPTED, DECLINED, UNDECIDED = "NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"
PARTSTATS = (NEEDS_ACTION, ACCEPTED, DECLINED, UNDECIDED)
_DECLINED = text(f"partstat = '{DECLINED}'")


def _declined(name: str, column: str) -> Index:
    """Few decline, and the desk looks for them each time."""
    return Index(name, column, sqlite_where=_DECLINED, postgresql_where=_DECLINED)


class Attendee(db.Model):
    """Somebody with a calendar entry; the booker is the CHAIR. RFC 5545's words for role and partstat.

    One who was taken off the list is `removed`, and kept: what was sent to them must be called off.
    `generation` is signed into the personal links: raising it revokes them (D42).
    `unreachable_at`: when a server said that mail to them cannot be delivered (D32).

    `partstat` and `comment` are their latest answer; `sequence` and `dtstamp` say which invitation it
    answers and when it was written (RFC 5546 2.1.5). `by_date`: dates of a series for which it is another.
    """

    __tablename__ = "attendee"
    __table_args__ = (
        UniqueConstraint("reservation_id", "email"),
        CheckConstraint(one_of("role", (CHAIR, REQUIRED, OPTIONAL)), name="role"),
        CheckConstraint(one_of("partstat", PARTSTATS), name="partstat"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        _declined("attendee_declined_index", "reservation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"))
    email: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default=REQUIRED)
    partstat: Mapped[str] = mapped_column(default=NEEDS_ACTION)
    comment: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int | None]
    dtstamp: Mapped[datetime | None] = mapped_column(Instant)
    locale: Mapped[str]
    tzid: Mapped[str]
    generation: Mapped[int] = mapped_column(default=0)
    unreachable_at: Mapped[datetime | None] = mapped_column(Instant)
    unreachable_why: Mapped[str] = mapped_column(default="", server_default="")
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    reservation: Mapped["Reservation"] = relationship(back_populates="everybody")
    by_date: Mapped[list["DatePartstat"]] = relationship(
        back_populates="attendee", order_by="DatePartstat.id", cascade="all"
    )

    def on(self, date: "Occurrence") -> "DatePartstat | None":
        """What they answered for that date alone."""
        return next((own for own in self.by_date if own.occurrence_id == date.id), None)

    def partstat_on(self, date: "Occurrence") -> str:
        own = self.on(date)
        return own.partstat if own else self.partstat


class DatePartstat(db.Model):
    """An answer about one date of a series (RFC 5546 3.2.3); NEEDS-ACTION: it was moved, and they were asked
    again. The columns are those of Attendee."""

    __tablename__ = "date_partstat"
    __table_args__ = (
        UniqueConstraint("attendee_id", "occurrence_id"),
        CheckConstraint(one_of("partstat", PARTSTATS), name="partstat"),
        _declined("date_partstat_declined_index", "occurrence_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id"))
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"), index=True)
    partstat: Mapped[str]
    comment: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int | None]
    dtstamp: Mapped[datetime | None] = mapped_column(Instant)
    attendee: Mapped[Attendee] = relationship(back_populates="by_date")
