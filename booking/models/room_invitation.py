from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.extensions import db
from booking.models.reservation import Reservation


class RoomInvitation(db.Model):
    """How a client invited resources of ours to a meeting of theirs (D33), as it was last said.

    Addresses keep the case in which they came, for answers say them again (ICAL C6). `rooms` are address,
    name and slug of each that was invited, and to which `dates` alone. `events` are what was said last of the
    whole, under "", and of each date that was said by itself, under its wall time in the reservation's zone.
    `answers`, by address and then alike, are the PARTSTATs that were answered to it.
    """

    __tablename__ = "room_invitation"

    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"), primary_key=True)
    uid: Mapped[str] = mapped_column(index=True)
    organizer: Mapped[str]
    organizer_name: Mapped[str] = mapped_column(default="")
    sent_by: Mapped[str] = mapped_column(default="")
    message_id: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="")
    rooms: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    events: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON)
    answers: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    reservation: Mapped[Reservation] = relationship(back_populates="invitation")
