from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from booking.extensions import db
from booking.models.columns import Instant


class IdempotencyKey(db.Model):
    """One booking for one key of one person, however often it is posted (D9)."""

    __tablename__ = "idempotency_key"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_hash: Mapped[str]
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"))
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant, index=True)
