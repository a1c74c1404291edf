"""What a list is narrowed to: asked by GET, so that an address can be kept and sent to somebody."""

from collections.abc import Container, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField

EVERY = "all"
LONGEST = 200


class AmongForm(FlaskForm):
    """The names are those of the address. What is not known is as if it were not asked for."""

    class Meta:
        csrf = False


def search_field(label: Any) -> StringField:
    return StringField(label, render_kw={"maxlength": LONGEST, "type": "search"})


def sought(field: Field) -> str:
    return (field.data or "").replace("\0", "").strip()[:LONGEST]


def known(field: Field, values: Container[str]) -> str:
    """Empty where it is none of these."""
    return field.data if field.data in values else ""


def offer(field: SelectField, words: Mapping[str, Any], usual: str) -> None:
    """All, or one of `words`; `usual` is what is shown where none is asked for."""
    field.choices = [(EVERY, _("All")), *words.items()]
    if field.data not in (EVERY, *words):
        field.data = usual
