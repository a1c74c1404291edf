"""A question as staff write it: in each language, and of a choice each answer that is offered."""

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired

from booking.actions.questions import Written
from booking.forms.texts_by_locale import fields_of, spread, text_fields, texts_of
from booking.models import Question
from booking.rules.question_faults import MOST_CHOICES
from booking.rules.questions import CHOICE, NUMBER, TEXT, YES_NO
from booking.rules.requests import LENGTHS
from booking.rules.resource_faults import LONGEST_SLUG
from booking.wording import LOCALE_NAMES

KIND_TEXTS = {
    TEXT: _("A line of text"),
    CHOICE: _("One of several answers"),
    NUMBER: _("A whole number"),
    YES_NO: _("Yes or no"),
}
_SLUG = {"maxlength": LONGEST_SLUG, "autocomplete": "off", "translate": "no"}
_SPARE = 3  # empty lines for more answers; those left empty are none


class QuestionForm(FlaskForm):
    """Made by `question_form`, which adds the labels in each language, and the answers."""

    slug = StringField(
        _("Name for programs"),
        [InputRequired()],
        description=_("Small letters, digits and hyphens, such as purpose. It can never be changed."),
        render_kw=_SLUG,
    )
    kind = SelectField(
        _("Answered by"), choices=[SelectChoice(*one) for one in KIND_TEXTS.items()], validate_choice=False
    )
    required = BooleanField(_("Must be answered"))

    @property
    def labels(self) -> list[Field]:
        return fields_of(self, "labels")

    @property
    def answers(self) -> Iterator[tuple[int, Field, Field, list[Field]]]:
        """(number, value, whether it is offered, labels) of each line."""
        for n in range(MOST_CHOICES + _SPARE):
            if f"choices-{n}-value" in self:
                yield (
                    n,
                    self[f"choices-{n}-value"],
                    self[f"choices-{n}-offered"],
                    fields_of(self, f"choices-{n}-label"),
                )

    def to_written(self) -> Written:
        told = (
            (value.data or "", offered, texts_of(self, f"choices-{n}-label"))
            for n, value, offered, _ in self.answers
        )
        choices = [
            {"value": value.strip(), "labels": labels, "offered": bool(offered.data)}
            for value, offered, labels in told
            if value.strip() or labels
        ]
        return Written(texts_of(self, "labels"), bool(self.required.data), choices)


def question_form(found: Question | None = None) -> QuestionForm:
    """Without a question: a new one. In every language of ours: none is lost that is not offered now."""
    choices = found.choices if found else []
    fields = dict(text_fields("labels", LOCALE_NAMES, LENGTHS["name"]))
    for n in range(min(len(choices) + _SPARE, MOST_CHOICES)):
        fields |= _line(n)
    made: QuestionForm = type("Form", (QuestionForm,), fields)(data=_filled(found, choices))
    return made


def _line(n: int) -> dict[str, Field]:
    return {
        f"choices-{n}-value": StringField(_("Name for programs"), render_kw=_SLUG),
        f"choices-{n}-offered": BooleanField(_("Offer this answer")),
        **text_fields(f"choices-{n}-label", LOCALE_NAMES, LENGTHS["name"]),
    }


def _filled(found: Question | None, choices: list[dict[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {f"choices-{n}-offered": True for n in range(MOST_CHOICES)}
    for n, choice in enumerate(choices):
        values[f"choices-{n}-value"] = choice["value"]
        values[f"choices-{n}-offered"] = choice.get("offered", True)
        values |= spread(f"choices-{n}-label", choice["labels"])
    if found:
        values |= {"slug": found.slug, "kind": found.kind, "required": found.required}
        values |= spread("labels", found.labels)
    return values
