from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from booking.extensions import db


class CalendarObject(db.Model):
    """What somebody's calendar app has put into a space's collection: under which `name`, and its text.

    The text is served as long as the booking is of the `shape` that it had then (queries/calendar_shape.py).
    Where the booking has gone to another space, the row stays as the name by which that is told (D37).
    """

    __tablename__ = "calendar_object"
    __table_args__ = (
        UniqueConstraint("user_id", "resource_id", "name"),
        UniqueConstraint("user_id", "resource_id", "reservation_id"),
        Index(None, "user_id", "uid"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"), index=True)
    name: Mapped[str]
    uid: Mapped[str]
    text: Mapped[str]
    shape: Mapped[str]
