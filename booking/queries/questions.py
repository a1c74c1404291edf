"""Spaces with what they ask, as staff see it: also what is asked no more."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from booking.errors import NotFound
from booking.extensions import db
from booking.models import Question, Resource
from booking.models.resource import EQUIPMENT


def asking() -> Sequence[Resource]:
    """Every space in service, in the order that staff gave them."""
    rows = select(Resource).where(Resource.kind != EQUIPMENT, Resource.active)
    order = (Resource.part_of_id.is_not(None), Resource.position, Resource.id)
    return db.session.scalars(rows.order_by(*order).options(selectinload(Resource.questions))).all()


def question(question_id: int) -> tuple[Question, Resource]:
    """With its space. Raises NotFound."""
    row = db.session.get(Question, question_id)
    if row is None:
        raise NotFound()
    return row, db.session.get_one(Resource, row.resource_id)
