from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from booking.extensions import db
from booking.models.columns import one_of
from booking.rules.policy import LOCAL, OVERSEAS


class Company(db.Model):
    """`reading` is the name in kana or Latin letters (D23); `changes` counts what its feeds show (D37)."""

    __tablename__ = "company"
    __table_args__ = (CheckConstraint(one_of("kind", (LOCAL, OVERSEAS)), name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    reading: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    country: Mapped[str]
    tzid: Mapped[str]
    locale: Mapped[str]
    changes: Mapped[int] = mapped_column(default=0)
