from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from booking.extensions import db
from booking.models.columns import Instant, Translated, one_of
from booking.rules.photos import KINDS


class Photo(db.Model):
    """A photo of a space, or a sketch of its floor; `alts` say by locale what is to be seen.

    The bytes stand in the database, so that a copy of it is a copy of all. `width` and `height` are those of
    `small`; `hash` is part of the address, so that browsers may keep it for good.
    """

    __tablename__ = "photo"
    __table_args__ = (CheckConstraint(one_of("kind", KINDS), name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    kind: Mapped[str]
    alts: Mapped[Translated] = mapped_column(JSON)
    hash: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    small: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    large: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    position: Mapped[int] = mapped_column(default=0)
    added_at: Mapped[datetime] = mapped_column(Instant)
