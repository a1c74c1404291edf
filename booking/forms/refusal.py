"""A refusal told in the form: each broken rule beside its field, and all of them at the top."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field, FieldList, Form, FormField

from booking.errors import BookingError, BrokenRule
from booking.rule_words import of_rule
from booking.wording import of_error

Told = list[tuple[str, str, str]]


def rules_of(refusal: BookingError) -> Sequence[BrokenRule]:
    return getattr(refusal, "rules", ())


def tell(form: Form, refusal: BookingError, names: Mapping[str, str] | None = None) -> Told:
    """(id and label of the field or "", sentence) of each; `names` maps a request's fields to the form's."""
    rules = list(rules_of(refusal))
    told = [beside(form, (names or {}).get(rule.field, rule.field), of_rule(rule)) for rule in rules]
    return told or [("", "", of_error(refusal))]


def beside(form: Form, path: str, sentence: str) -> tuple[str, str, str]:
    """Said beside the field of that name, where there is one."""
    field = find(form, path)
    if field is None or isinstance(field, FormField):
        return "", "", sentence
    field.errors = [*field.errors, sentence]
    return _line(field, sentence)


def standing(form: Form) -> Told:
    """What is beside the fields already."""
    return [_line(field, sentence) for field in form for sentence in field.errors]


def _line(field: Field, sentence: str) -> tuple[str, str, str]:
    """A sentence that quotes the label needs it no second time."""
    label = str(field.label.text)
    return field.id, "" if label in sentence else label, str(sentence)


def find(form: Form, path: str) -> Field | None:
    """By the request's spelling: `attendees.0.email`, `answers.purpose`."""
    whole = path.replace(".", "-", 1)
    if whole in form:
        return form[whole]
    name, _, rest = path.partition(".")
    return _within(form[name], rest) if name in form else None


def _within(field: Any, rest: str) -> Field | None:
    name, _, deeper = rest.partition(".")
    if not name:
        return field
    if isinstance(field, FieldList):
        found = next((entry for n, entry in enumerate(field.entries) if str(n) == name), None)
        return _within(found, deeper) if found else None
    return field.form[name] if isinstance(field, FormField) and name in field.form else field
