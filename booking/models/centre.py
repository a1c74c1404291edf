from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.extensions import db
from booking.models.columns import Translated
from booking.models.policy import Policy


class Centre(db.Model):
    """Whose system this is, and the policy beneath every resource's own. One row; `demo`: D50."""

    __tablename__ = "centre"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1, autoincrement=False)
    names: Mapped[Translated] = mapped_column(JSON)
    address: Mapped[Translated] = mapped_column(JSON, default=dict)
    phone: Mapped[str] = mapped_column(default="")
    tzid: Mapped[str]
    country: Mapped[str] = mapped_column(default="")
    locale: Mapped[str]
    locales: Mapped[list[str]] = mapped_column(JSON)
    demo: Mapped[bool] = mapped_column(default=False)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    policy: Mapped[Policy] = relationship()
