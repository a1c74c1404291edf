"""What the changes of a booking name by id (booking.rules.changes)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from booking.extensions import db
from booking.models import EquipmentType, Question, Resource
from booking.queries.bookings import resources_by_id
from booking.rules.changed_dates import Change
from booking.rules.changes import ANSWER, ASKED, EQUIPMENT, SPACES


@dataclass(frozen=True, slots=True)
class Named:
    """Questions by their slug: of several spaces that ask one, the words of the first."""

    spaces: Mapping[int, Resource]
    equipment: Mapping[int, EquipmentType]
    questions: Mapping[str, Question]


def named(changes: Iterable[Change]) -> Named:
    """One read for each of the three, and none where nothing is named."""
    each = list(changes)
    kinds = {int(key) for one in each if one.what == EQUIPMENT for key in (*one.old, *one.new)}
    slugs = {(one.old or one.new)["question"] for one in each if one.what == ANSWER}
    spaces = resources_by_id(number for one in each for number in _spaces(one))
    return Named(spaces, _types(kinds), _questions(slugs))


def _spaces(one: Change) -> Iterator[int]:
    for side in (one.old, one.new):
        if side and one.what in (SPACES, ASKED):
            yield from side["spaces"] if one.what == ASKED else side


def _types(ids: set[int]) -> dict[int, EquipmentType]:
    rows = select(EquipmentType).where(EquipmentType.id.in_(sorted(ids)))
    return {kind.id: kind for kind in db.session.scalars(rows)} if ids else {}


def _questions(slugs: set[str]) -> dict[str, Question]:
    rows = select(Question).where(Question.slug.in_(sorted(slugs))).order_by(Question.id.desc())
    return {question.slug: question for question in db.session.scalars(rows)} if slugs else {}
