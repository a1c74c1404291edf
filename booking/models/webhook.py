from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.extensions import db
from booking.models.columns import Instant
from booking.models.user import User


class Webhook(db.Model):
    """An address that is posted what happens, signed with `secret`; `events` as rules.notices, none: all.

    It hears what `user`, who made it, may see.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    secret: Mapped[str]
    events: Mapped[list[str]] = mapped_column(JSON, default=list)
    active: Mapped[bool] = mapped_column(default=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    user: Mapped[User] = relationship()
