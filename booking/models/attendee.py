from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.extensions import db
from booking.models.columns import Instant, one_of
from booking.rules.requests import CHAIR, OPTIONAL, REQUIRED

if TYPE_CHECKING:
    from booking.models.reservation import Reservation

NEEDS_ACTION, ACCEPTED, DECLINED, UNDECIDED = "NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"


class Attendee(db.Model):
    """Somebody with a calendar entry; the booker is the CHAIR. RFC 5545's words for role and partstat.

    One who was taken off the list is `removed`, and kept: what was sent to them must be called off.
    `generation` is signed into the personal links: raising it revokes them (D42).
    `unreachable_at`: when a server said that mail to them cannot be delivered (D32).
    """

    __tablename__ = "attendee"
    __table_args__ = (
        UniqueConstraint("reservation_id", "email"),
        CheckConstraint(one_of("role", (CHAIR, REQUIRED, OPTIONAL)), name="role"),
        CheckConstraint(one_of("partstat", (NEEDS_ACTION, ACCEPTED, DECLINED, UNDECIDED)), name="partstat"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"))
    email: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default=REQUIRED)
    partstat: Mapped[str] = mapped_column(default=NEEDS_ACTION)
    comment: Mapped[str] = mapped_column(default="")
    locale: Mapped[str]
    tzid: Mapped[str]
    generation: Mapped[int] = mapped_column(default=0)
    unreachable_at: Mapped[datetime | None] = mapped_column(Instant)
    unreachable_why: Mapped[str] = mapped_column(default="", server_default="")
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    reservation: Mapped["Reservation"] = relationship(back_populates="everybody")
