from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from booking.extensions import db
from booking.models.columns import Instant


class Lease(db.Model):
    """Which process does what only one may do at a time (D48), and until when it may unless it says more."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    until_at: Mapped[datetime] = mapped_column(Instant)
