from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.extensions import db
from booking.models.columns import Instant, Seconds, Translated, one_of
from booking.models.company import Company
from booking.models.resource import EquipmentType, Resource
from booking.models.user import User
from booking.rules.interval import Interval
from booking.rules.lifecycle import FOR_APPLICANT, FOR_STAFF, STATES, TENTATIVE, WITHDRAWN, overall
from booking.rules.series import lasting

if TYPE_CHECKING:
    from booking.models.attendee import Attendee
    from booking.models.claim import Claim
    from booking.models.meeting import Meeting
    from booking.models.proposal import Proposal
    from booking.models.room_invitation import RoomInvitation

US, CLIENT = "us", "client"


class Reservation(db.Model):
    """The series; a single booking is a series of one.

    `booked_by` used the desk, `person` is whose booking it is (None: no account, D20) and
    `contact_*` how to reach them. `revision` rises at every change that is told (D26), `changes`
    numbers the occurrences' sequences (D11). `second_title` is the title's line in a second language (D23).

    Of a series: `rrule` (RFC 5545, canonical) begins at the wall time `dtstart`; `exdates`, `rdates` and
    `skipped` (left out because they clashed) are wall times too; `skipped_for` has, by those, the rules
    (rules/kept.py) for which others were left out. `continues` is the series it was split
    from (D12). `choosing`: its occurrences are candidates of which one will be chosen (D24). `waived` are
    the codes of rules that it broke when it was asked for.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        UniqueConstraint("organised_by", "organizer", "uid"),
        CheckConstraint(one_of("organised_by", (US, CLIENT)), name="organised_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(index=True)
    organised_by: Mapped[str] = mapped_column(default=US)
    organizer: Mapped[str] = mapped_column(default="")
    door: Mapped[str]
    title: Mapped[str]
    second_title: Mapped[str] = mapped_column(default="", server_default="")
    description: Mapped[str] = mapped_column(default="")
    headcount: Mapped[int | None]
    video: Mapped[bool] = mapped_column(default=False)
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    tzid: Mapped[str]
    rrule: Mapped[str | None]
    dtstart: Mapped[str | None]
    duration: Mapped[timedelta | None] = mapped_column(Seconds)
    exdates: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    rdates: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    skipped: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    skipped_for: Mapped[dict[str, list[dict[str, Any]]]] = mapped_column(
        JSON, default=dict, server_default="{}"
    )
    choosing: Mapped[bool] = mapped_column(default=False, server_default=false())
    waived: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    continues_id: Mapped[int | None] = mapped_column(ForeignKey("reservation.id"), index=True)
    booked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"), index=True)
    contact_name: Mapped[str]
    contact_reading: Mapped[str] = mapped_column(default="", server_default="")
    contact_company: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    changes: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)

    person: Mapped[User | None] = relationship(foreign_keys=[person_id])
    booked_by: Mapped[User | None] = relationship(foreign_keys=[booked_by_id])
    company: Mapped[Company | None] = relationship()
    continues: Mapped["Reservation | None"] = relationship(remote_side=[id])
    space_links: Mapped[list["ReservationSpace"]] = relationship(
        order_by="ReservationSpace.position", cascade="all, delete-orphan"
    )
    equipment: Mapped[list["ReservationEquipment"]] = relationship(cascade="all, delete-orphan")
    occurrences: Mapped[list["Occurrence"]] = relationship(
        back_populates="reservation", order_by="Occurrence.starts_at"
    )
    everybody: Mapped[list["Attendee"]] = relationship(back_populates="reservation", order_by="Attendee.id")
    proposals: Mapped[list["Proposal"]] = relationship(back_populates="reservation", order_by="Proposal.id")
    invitation: Mapped["RoomInvitation | None"] = relationship(back_populates="reservation")

    @property
    def attendees(self) -> list["Attendee"]:
        """Without those who were removed."""
        return [attendee for attendee in self.everybody if not attendee.removed]

    @property
    def spaces(self) -> list[Resource]:
        """In the order asked for: the first one's policy has the say where only one can."""
        return [link.resource for link in self.space_links]

    @property
    def venue_tzid(self) -> str:
        """By whose clock it is told; a client's meeting may have another zone of its own."""
        return next((space.tzid for space in self.spaces), self.tzid)

    @property
    def status(self) -> str:
        return overall({occurrence.status for occurrence in self.occurrences})


class ReservationSpace(db.Model):
    __tablename__ = "reservation_space"

    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"), primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
    resource: Mapped[Resource] = relationship()


class ReservationEquipment(db.Model):
    """How many units of a type were asked for; which ones they are, the claims say (D8)."""

    __tablename__ = "reservation_equipment"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"), primary_key=True)
    equipment_type_id: Mapped[int] = mapped_column(ForeignKey("equipment_type.id"), primary_key=True)
    quantity: Mapped[int]
    equipment_type: Mapped[EquipmentType] = relationship()


class Occurrence(db.Model):
    """One meeting. `recurrence_id` is the rule's wall time in the reservation's zone (D11).

    `space_id` and `title`, where set, stand before the reservation's. `pending` is a change that waits for
    approval (D13): {"starts_at", "ends_at", "space_id", "spaces" (ids), "since"}, and "shift" where the rule
    of its series is to go along; until then what stands here is in force.
    Waitlisted it waits since `waitlisted_at`; `offered_at` is when the place was offered (D17).
    `asked_at` is when the absent were asked, `coming_at` when they said that they come (D18).

    While it is tentative, `waiting_for` says whose turn it is; only the applicant's runs out at
    `expires_at` (D15). `question` is what staff asked when they returned it. It, or
    `reason`, is written in `reason_locale`; `reason_texts` is the standard one in all languages.
    """

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("reservation_id", "recurrence_id"),
        CheckConstraint("starts_at < ends_at", name="not_empty"),
        CheckConstraint(one_of("status", STATES), name="status"),
        CheckConstraint("(status = 'tentative') = (waiting_for IS NOT NULL)", name="tentative_waits"),
        CheckConstraint(one_of("waiting_for", (FOR_STAFF, FOR_APPLICANT)), name="waiting_for"),
        CheckConstraint("pending IS NULL OR status = 'confirmed'", name="pending"),
        CheckConstraint(
            f"(waiting_for IS NOT NULL AND waiting_for = '{FOR_APPLICANT}') = (expires_at IS NOT NULL)",
            name="only_applicants_expire",
        ),
        Index(None, "status", "starts_at"),
        Index(None, "status", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"))
    recurrence_id: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(Instant, index=True)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    sequence: Mapped[int] = mapped_column(default=0)
    status: Mapped[str]
    waiting_for: Mapped[str | None]
    waiting_since_at: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    staff_reminded_at: Mapped[datetime | None] = mapped_column(Instant)
    question: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    reason_texts: Mapped[Translated | None] = mapped_column(JSON(none_as_null=True))
    reason_locale: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_in_at: Mapped[datetime | None] = mapped_column(Instant)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"), index=True)
    title: Mapped[str | None]
    pending: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    waitlisted_at: Mapped[datetime | None] = mapped_column(Instant)
    offered_at: Mapped[datetime | None] = mapped_column(Instant)
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    coming_at: Mapped[datetime | None] = mapped_column(Instant)
    deputy_told_at: Mapped[datetime | None] = mapped_column(Instant)

    reservation: Mapped[Reservation] = relationship(back_populates="occurrences")
    claims: Mapped[list["Claim"]] = relationship(back_populates="occurrence", order_by="Claim.resource_id")
    space: Mapped[Resource | None] = relationship()
    meeting: Mapped["Meeting | None"] = relationship(back_populates="occurrence")

    @property
    def spaces(self) -> list[Resource]:
        """Where it takes place."""
        return [self.space] if self.space else self.reservation.spaces

    @property
    def asks(self) -> bool:
        """Whether staff returned it with a question, a standard one or their own."""
        return bool(self.question or (self.reason_texts and self.status == TENTATIVE))

    @property
    def asked_by_desk(self) -> bool:
        """Whether it waits for answers since it was booked, because it came without a form (D21)."""
        return bool(self.reason_texts) and self.waiting_since_at == self.reservation.created_at

    @property
    def not_chosen(self) -> bool:
        """Whether it was a candidate, and another was chosen. When the chosen one was withdrawn too, that is
        the one that was decided last."""
        if self.status != WITHDRAWN or self.reservation.rrule or self.reservation.choosing:
            return False
        others = [date for date in self.reservation.occurrences if date is not self]
        return any(d.status != WITHDRAWN or _decided(d) > _decided(self) for d in others)

    @property
    def interval(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)

    @property
    def planned(self) -> Interval:
        """When the rule of its series has it; a single one, when it is."""
        booking = self.reservation
        if not booking.rrule or booking.duration is None:
            return self.interval
        return lasting(datetime.fromisoformat(self.recurrence_id), booking.duration, booking.tzid)

    @property
    def by_hand(self) -> bool:
        """Whether it was changed by itself, against the rule."""
        return bool(self.title or self.space_id) or self.interval != self.planned


def _decided(date: Occurrence) -> datetime:
    return date.decided_at or date.starts_at
