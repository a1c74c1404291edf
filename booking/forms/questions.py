"""The centre's questions as fields (D21), and equipment by its types; a hyphen keeps their names apart."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext, ngettext
from wtforms import Field, IntegerField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired

from booking.queries.choices import Equipment
from booking.rules.questions import CHOICE, NUMBER, YES_NO, Question
from booking.wording import translated

ANSWER, UNITS = "answers-", "equipment-"
AT_A_GLANCE = 7


def question_fields(questions: Mapping[str, Question]) -> dict[str, Field]:
    return {ANSWER + slug: _field(question) for slug, question in questions.items()}


def _field(question: Question) -> Field:
    label = translated(question.labels)
    needed, keys = [InputRequired()] if question.required else [], {}
    if question.kind in (CHOICE, YES_NO):
        return _one_of(question, label, needed)
    if question.kind == NUMBER:
        keys["inputmode"] = "numeric"
    return StringField(label, needed, render_kw=keys)


def _one_of(question: Question, label: str, needed: list[InputRequired]) -> Field:
    """One click where there are few and one has to be chosen; a list can be left alone again."""
    told = _choices(question)
    if needed and len(told) <= AT_A_GLANCE:
        return RadioField(label, needed, choices=told, validate_choice=False)
    nothing = SelectChoice("", gettext("Please choose"))
    return SelectField(label, needed, choices=[nothing, *told], validate_choice=False)


def _choices(question: Question) -> list[SelectChoice]:
    if question.kind == YES_NO:
        told = [("yes", gettext("Yes")), ("no", gettext("No"))]
    else:
        told = [(value, translated(labels)) for value, labels in question.choices.items()]
    return [SelectChoice(*one) for one in told]


def equipment_fields(equipment: Iterable[Equipment]) -> dict[str, Field]:
    return {UNITS + kind.slug: _units(kind) for kind in equipment}


def _units(kind: Equipment) -> Field:
    return IntegerField(
        translated(kind.names),
        default=0,
        description=ngettext("There is %(num)d.", "There are %(num)d.", kind.units),
        render_kw={"type": "number", "min": 0, "max": kind.units},
    )
