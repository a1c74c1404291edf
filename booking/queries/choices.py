"""What can be asked for: plain values, so that a form outlives the session that read them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from booking.extensions import db
from booking.models import EquipmentType, Resource
from booking.models.columns import Translated
from booking.models.resource import EQUIPMENT
from booking.queries.policies import asked, centre
from booking.rules.questions import Question


@dataclass(frozen=True, slots=True)
class Space:
    slug: str
    names: Translated
    tzid: str
    area_m2: int | None
    capacity: int | None
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Equipment:
    """`units` are those in service."""

    slug: str
    names: Translated
    units: int


@dataclass(frozen=True, slots=True)
class Choices:
    spaces: tuple[Space, ...]
    equipment: tuple[Equipment, ...]
    locales: tuple[str, ...]
    tzid: str

    def chosen(self, slugs: Iterable[str]) -> list[Space]:
        """In the order asked; unknown ones are left out."""
        by_slug = {space.slug: space for space in self.spaces}
        return [by_slug[slug] for slug in dict.fromkeys(slugs) if slug in by_slug]

    def questions(self, slugs: Iterable[str]) -> dict[str, Question]:
        """Of the spaces chosen, each slug once."""
        return {question.slug: question for space in self.chosen(slugs) for question in space.questions}

    def tzid_of(self, slugs: Iterable[str]) -> str:
        """The zone of the first space chosen, whose clock the times are by."""
        return next((space.tzid for space in self.chosen(slugs)), self.tzid)


def choices() -> Choices:
    house = centre()
    return Choices(tuple(_spaces()), tuple(_equipment()), tuple(house.locales), house.tzid)


def _spaces() -> Iterable[Space]:
    bookable = select(Resource).where(Resource.active, Resource.kind != EQUIPMENT)
    order = (Resource.part_of_id.is_not(None), Resource.position, Resource.id)
    rows = db.session.scalars(bookable.order_by(*order).options(selectinload(Resource.questions)))
    return [
        Space(r.slug, r.names, r.tzid, r.area_m2, r.capacity, tuple(asked(r.questions))) for r in rows.all()
    ]


def _equipment() -> Iterable[Equipment]:
    in_service = (Resource.equipment_type_id == EquipmentType.id) & Resource.active
    statement = select(EquipmentType, func.count(Resource.id)).join(Resource, in_service)
    rows = db.session.execute(statement.group_by(EquipmentType.id).order_by(EquipmentType.position))
    return [Equipment(kind.slug, kind.names, units) for kind, units in rows.all()]
