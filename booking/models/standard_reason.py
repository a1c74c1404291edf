from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from booking.extensions import db
from booking.models.columns import Translated, one_of

VERBS = ("decline", "return", "cancel")


class StandardReason(db.Model):
    """A reason that staff often give, in every language of the centre (D23)."""

    __tablename__ = "standard_reason"
    __table_args__ = (CheckConstraint(one_of("verb", VERBS), name="verb"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    verb: Mapped[str]
    texts: Mapped[Translated] = mapped_column(JSON)
    position: Mapped[int] = mapped_column(default=0)
