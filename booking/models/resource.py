from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from booking.extensions import db
from booking.models.columns import Translated, one_of
from booking.models.policy import Policy
from booking.rules.questions import KINDS as QUESTION_KINDS

SPACE, EQUIPMENT, DESK = "space", "equipment", "desk"
KINDS = (SPACE, EQUIPMENT, DESK)
TEXTS = ("contents", "access", "rules")


class EquipmentType(db.Model):
    """What a person asks for; its units are resources of their own.

    A unit that is `part_of` a space is fixed there: it comes with the space and goes nowhere else. A type
    that does not need a space can be borrowed by itself.
    """

    __tablename__ = "equipment_type"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    names: Mapped[Translated] = mapped_column(JSON)
    position: Mapped[int] = mapped_column(default=0)
    needs_space: Mapped[bool] = mapped_column(default=True, server_default=true())


class Resource(db.Model):
    """Anything bookable. Booking a whole claims its parts too (D7).

    `texts` are the staff's, by name in TEXTS and locale; `changes` counts what its feeds show (D37).
    """

    __tablename__ = "resource"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint("(kind = 'equipment') = (equipment_type_id IS NOT NULL)", name="unit_has_type"),
        CheckConstraint("part_of_id <> id", name="not_part_of_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    names: Mapped[Translated] = mapped_column(JSON)
    texts: Mapped[dict[str, Translated]] = mapped_column(JSON, default=dict)
    phone: Mapped[str] = mapped_column(default="")
    area_m2: Mapped[int | None]
    capacity: Mapped[int | None]
    tzid: Mapped[str]
    country: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    changes: Mapped[int] = mapped_column(default=0)
    policy_id: Mapped[int | None] = mapped_column(ForeignKey("policy.id"))
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"), index=True)
    equipment_type_id: Mapped[int | None] = mapped_column(ForeignKey("equipment_type.id"), index=True)
    policy: Mapped[Policy | None] = relationship()
    equipment_type: Mapped[EquipmentType | None] = relationship()
    parts: Mapped[list["Resource"]] = relationship(order_by="Resource.position")
    questions: Mapped[list["Question"]] = relationship(order_by="Question.position")


class Question(db.Model):
    """What staff ask with every booking of a space (D21).

    One that is asked no more stays, so that old answers can be read; so does a choice whose `offered` is
    false.
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("resource_id", "slug"),
        CheckConstraint(one_of("kind", QUESTION_KINDS), name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    slug: Mapped[str]
    kind: Mapped[str]
    labels: Mapped[Translated] = mapped_column(JSON)
    choices: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    required: Mapped[bool] = mapped_column(default=False)
    asked: Mapped[bool] = mapped_column(default=True, server_default=true())
    position: Mapped[int] = mapped_column(default=0)
