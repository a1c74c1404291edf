from datetime import datetime, timedelta

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from booking.extensions import db
from booking.models.columns import Instant, Seconds, Translated, one_of
from booking.rules.policy import ALWAYS, BUSY, EVERYBODY, FIRST_BOOKING, FULL, LOCAL, NEVER, OVERSEAS, TITLES


class Policy(db.Model):
    """A missing value falls through to the centre's. `opening_hours`: {"1": [["08:45", "17:30"]], …}."""

    __tablename__ = "policy"
    __table_args__ = (
        CheckConstraint(one_of("approval", (NEVER, ALWAYS, FIRST_BOOKING)), name="approval"),
        CheckConstraint(one_of("approval_for", (EVERYBODY, OVERSEAS, LOCAL)), name="approval_for"),
        CheckConstraint(one_of("visibility", (BUSY, TITLES, FULL)), name="visibility"),
        CheckConstraint("grid > 0", name="grid_positive"),
        CheckConstraint("setup_time >= 0 AND teardown_time >= 0", name="buffers_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    opening_hours: Mapped[dict[str, list[list[str]]] | None] = mapped_column(JSON(none_as_null=True))
    closed_on_holidays: Mapped[bool | None]
    grid: Mapped[timedelta | None] = mapped_column(Seconds)
    min_duration: Mapped[timedelta | None] = mapped_column(Seconds)
    max_duration: Mapped[timedelta | None] = mapped_column(Seconds)
    min_notice: Mapped[timedelta | None] = mapped_column(Seconds)
    max_notice: Mapped[timedelta | None] = mapped_column(Seconds)
    setup_time: Mapped[timedelta | None] = mapped_column(Seconds)
    teardown_time: Mapped[timedelta | None] = mapped_column(Seconds)
    approval: Mapped[str | None]
    approval_for: Mapped[str | None]
    visibility: Mapped[str | None]
    invite_while_pending: Mapped[bool | None]
    answer_within_days: Mapped[int | None]
    remind_staff_after: Mapped[timedelta | None] = mapped_column(Seconds)


class Blackout(db.Model):
    """A time when a resource, or with none named the whole centre, cannot be booked."""

    __tablename__ = "blackout"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant, index=True)
    reason: Mapped[Translated] = mapped_column(JSON, default=dict)
