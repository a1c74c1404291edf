"""What a policy says by now, told beside what was typed before somebody else changed it."""

from collections.abc import Collection, Iterator

from flask_babel import gettext
from wtforms import Field, FieldList

from booking.forms import refusal
from booking.forms.hours import HOURS
from booking.forms.policies import PolicyForm
from booking.wording import listed

# Fields that are not called as the setting that they are a part of.
_PARTS = {
    "seasons": "opening_hours",
    "whose_quotas": "quotas",
    "whose_companies": "bookable_companies",
    "whose_reminders": "reminders",
}


def told_beside(typed: PolicyForm, present: PolicyForm, changed: Collection[str]) -> refusal.Told:
    """`changed` are the settings in which they differ; from now on that has been seen."""
    typed.seen.data = present.seen.data
    fields = [field for field in present if _setting(field.name) in changed]
    differing = [field for field in fields if _said(field) != _said(typed[field.name])]
    sentences = {
        field.name: gettext("By now this says: %(value)s", value=_words(field)) for field in differing
    }
    return [refusal.beside(typed, name, sentence) for name, sentence in sentences.items()]


def _setting(name: str) -> str:
    return "opening_hours" if name.startswith(HOURS) else _PARTS.get(name, name)


def _words(field: Field) -> str:
    return _said(field) or gettext("nothing")


def _said(field: Field) -> str:
    """As it is read."""
    if isinstance(field, FieldList):
        return listed(" · ".join(_parts(row)) for row in field if row.form.typed)
    if hasattr(field, "choices"):
        chosen = field.data if isinstance(field.data, list) else [field.data or ""]
        return listed(choice.label for choice in field.choices if choice.value in chosen)
    return (field.data or "").strip()


def _parts(row: Field) -> Iterator[str]:
    return (said for said in (_said(field) for field in row.form) if said)
