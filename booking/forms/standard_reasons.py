"""A standard reason in each language."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField

from booking.forms.texts_by_locale import fields_of, spread, texts_of
from booking.rules.requests import LENGTHS
from booking.wording import LOCALE_NAMES


class StandardReasonForm(FlaskForm):
    """Made by `standard_reason_form`, which adds the text in each language."""

    verb = StringField()

    @property
    def texts(self) -> list[Field]:
        return fields_of(self, "texts")

    def written(self) -> dict[str, str]:
        """Browsers send line ends as CR LF."""
        return {locale: text.replace("\r\n", "\n") for locale, text in texts_of(self, "texts").items()}


def standard_reason_form(key: str, texts: Mapping[str, str] | None = None, posted: bool = False) -> Any:
    """`key` tells the forms of one page apart."""
    fields = {f"texts-{locale}": _area(locale) for locale in LOCALE_NAMES}
    made = type("Form", (StandardReasonForm,), fields)
    filled = {"data": spread("texts", texts or {})}
    form = made(**filled) if posted else made(None, **filled)
    for field in form.texts:
        field.id = f"{field.name}-{key}"
        field.label.field_id = field.id
    return form


def _area(locale: str) -> TextAreaField:
    attributes = {"lang": locale.replace("_", "-"), "rows": 3, "maxlength": LENGTHS["answer"]}
    return TextAreaField(LOCALE_NAMES[locale], render_kw=attributes)
