from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from booking.extensions import db


class ResourceChange(db.Model):
    """What `number` the resource's counter had when a booking last changed in it (D37).

    The row stays when the booking has left the resource or was called off: it is the tombstone by which a
    calendar app hears of it.
    """

    __tablename__ = "resource_change"
    __table_args__ = (Index(None, "resource_id", "number"),)

    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"), primary_key=True)
    number: Mapped[int]
