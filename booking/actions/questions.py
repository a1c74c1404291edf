"""What staff ask with every booking of a space (D21)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from booking.actions.counters import raise_resources
from booking.actions.history import record
from booking.actions.locks import lock_resources
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, NotFound
from booking.extensions import db
from booking.models import Question, Resource
from booking.models.resource import EQUIPMENT
from booking.permissions import Actor, demand
from booking.queries.resources import resource
from booking.rules.question_faults import MOST_QUESTIONS, Choice, question_faults
from booking.rules.questions import CHOICE
from booking.rules.resource_faults import slug_faults


@dataclass(frozen=True, slots=True)
class Written:
    """`labels` by locale; each of the choices has a value, labels and `offered`."""

    labels: Mapping[str, str]
    required: bool
    choices: Sequence[Choice] = ()


@transaction
def add_question(space: str, slug: str, kind: str, written: Written, *, by: Actor, now: datetime) -> int:
    """At the end; its id. Neither slug nor kind changes later. Raises Forbidden, Invalid, NotFound."""
    demand(by, "edit_resources")
    found = _space(space)
    if wrong := [*slug_faults(slug), *_room(found, slug), *_faults(kind, written)]:
        raise Invalid(wrong)
    made = Question(slug=slug, kind=kind, position=len(found.questions) + 1)
    _write(made, written)
    found.questions.append(made)
    db.session.flush()
    record("add_question", by, now, subject=_subject(made), after=_picture(made))
    return made.id


@transaction
def edit_question(question_id: int, written: Written, *, by: Actor, now: datetime) -> None:
    """Answers that were given stay as they are. Raises Forbidden, Invalid, NotFound."""
    row, _ = _found(question_id, by)
    if wrong := list(_faults(row.kind, written)):
        raise Invalid(wrong)
    before = _picture(row)
    _write(row, replace(written, choices=[*written.choices, *_left_out(row, written)]))
    record("edit_question", by, now, subject=_subject(row), before=before, after=_picture(row))


@transaction
def ask_question(question_id: int, asked: bool, *, by: Actor, now: datetime) -> None:
    """Whether it is asked from now on; answers stay. Raises Forbidden, Invalid, NotFound."""
    row, space = _found(question_id, by)
    if asked and not row.asked and (wrong := list(_room(space))):
        raise Invalid(wrong)
    before = _picture(row)
    row.asked = asked
    record("ask_question", by, now, subject=_subject(row), before=before, after=_picture(row))


@transaction
def place_question(question_id: int, position: int, *, by: Actor, now: datetime) -> None:
    """Where in its space's list, from 1. Raises Forbidden, NotFound."""
    row, space = _found(question_id, by)
    before = _picture(row)
    line = [one for one in space.questions if one is not row]
    line.insert(max(position, 1) - 1, row)
    for place, each in enumerate(line, 1):
        each.position = place
    record("place_question", by, now, subject=_subject(row), before=before, after=_picture(row))


def _found(question_id: int, by: Actor) -> tuple[Question, Resource]:
    """With its space, which is locked."""
    demand(by, "edit_resources")
    row = db.session.get(Question, question_id)
    if row is None:
        raise NotFound()
    space = _space(db.session.get_one(Resource, row.resource_id).slug)
    db.session.refresh(row)
    return row, space


def _space(slug: str) -> Resource:
    found = resource(slug)
    if found.kind == EQUIPMENT:
        raise NotFound()
    lock_resources([found.id])
    db.session.refresh(found)
    raise_resources([found.id])
    return found


def _room(space: Resource, slug: str = "") -> Iterator[BrokenRule]:
    if sum(one.asked for one in space.questions) >= MOST_QUESTIONS:
        yield BrokenRule("too_many_items", "questions", {"most": MOST_QUESTIONS})
    if any(one.slug == slug for one in space.questions):
        yield BrokenRule("slug_used", "slug")


def _faults(kind: str, written: Written) -> Iterator[BrokenRule]:
    yield from question_faults(kind, written.labels, written.choices)


def _left_out(row: Question, written: Written) -> list[Choice]:
    """What was offered before is still to be read in old answers."""
    named = {choice["value"] for choice in written.choices}
    return [choice | {"offered": False} for choice in row.choices if choice["value"] not in named]


def _write(row: Question, written: Written) -> None:
    row.labels = {locale: text for locale, text in written.labels.items() if text}
    row.required = written.required
    row.choices = [dict(choice) for choice in written.choices] if row.kind == CHOICE else []


def _subject(row: Question) -> str:
    return f"question:{row.id}"


def _picture(row: Question) -> dict[str, Any]:
    names = ("resource_id", "slug", "kind", "labels", "choices", "required", "asked", "position")
    return {name: getattr(row, name) for name in names}
