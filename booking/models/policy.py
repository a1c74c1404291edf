from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from booking.extensions import db
from booking.models.columns import Instant, Seconds, Translated, one_of
from booking.rules.policy import APPROVALS, BUSY, EVERYBODY, FULL, LOCAL, NOBODY, OVERSEAS, TITLES


class Policy(db.Model):
    """A missing value falls through to the centre's, and then to that of rules.policy.Policy.

    `opening_hours`: {"1": [["08:45", "17:30"]], …,
    "seasons": [{"first": "12-01", "last": "03-31", "week": {…}}]}.
    `quotas`: [{"whose", "measure", "per", "most"}] as rules.quotas.Quota; they count the bookings of all
    spaces for which this policy is the one that says so.
    `reminders`: minutes before the meeting.
    """

    __tablename__ = "policy"
    __table_args__ = (
        CheckConstraint(one_of("approval", APPROVALS), name="approval"),
        CheckConstraint(one_of("approval_for", (EVERYBODY, OVERSEAS, LOCAL)), name="approval_for"),
        CheckConstraint(one_of("visibility", (BUSY, TITLES, FULL)), name="visibility"),
        CheckConstraint("grid > 0", name="grid_positive"),
        CheckConstraint(one_of("bookable_by", (EVERYBODY, OVERSEAS, LOCAL, NOBODY)), name="bookable_by"),
        CheckConstraint("setup_time >= 0 AND teardown_time >= 0", name="buffers_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    opening_hours: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
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
    proposes: Mapped[bool | None]
    answer_within_days: Mapped[int | None]
    remind_staff_after: Mapped[timedelta | None] = mapped_column(Seconds)
    quotas: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    bookable_by: Mapped[str | None]
    bookable_companies: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    cancellation_deadline: Mapped[timedelta | None] = mapped_column(Seconds)
    recurring: Mapped[bool | None]
    max_skipped: Mapped[int | None]
    max_skipped_percent: Mapped[int | None]
    waitlist: Mapped[bool | None]
    offer_for: Mapped[timedelta | None] = mapped_column(Seconds)
    choose_within_days: Mapped[int | None]
    check_in: Mapped[bool | None]
    no_show_after: Mapped[timedelta | None] = mapped_column(Seconds)
    release_no_show: Mapped[bool | None]
    door_booking: Mapped[bool | None]
    reminders: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Blackout(db.Model):
    """A time when a resource, or with none named the whole centre, cannot be booked."""

    __tablename__ = "blackout"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant, index=True)
    reason: Mapped[Translated] = mapped_column(JSON, default=dict)


class SpecialDay(db.Model):
    """A day on which a resource, or with none named every one, opens although it is a holiday, or is closed.

    `on` is a day by the resource's clock; the resource's own word comes before the centre's. `hours`:
    [["09:00", "12:00"]] where it opens otherwise than the week says.
    """

    __tablename__ = "special_day"
    __table_args__ = (UniqueConstraint("resource_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))
    on: Mapped[date] = mapped_column(index=True)
    open: Mapped[bool]
    hours: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[Translated] = mapped_column(JSON, default=dict)
