"""What staff write of a space: one field for each text and language."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField

from booking.models.resource import TEXTS
from booking.rules.requests import LENGTHS
from booking.wording import LOCALE_NAMES

Texts = Mapping[str, Mapping[str, str]]


def texts_form(texts: Texts, phone: str) -> "TextsForm":
    """Filled with what is written now, or with what was sent."""
    return TextsForm(data={"phone": phone, **_spread(texts)})


def _field(name: str, locale: str) -> str:
    return f"{name}__{locale}"


def _area(locale: str) -> TextAreaField:
    attributes = {"lang": locale.replace("_", "-"), "rows": 5, "maxlength": LENGTHS["description"]}
    return TextAreaField(LOCALE_NAMES[locale], render_kw=attributes)


def _spread(texts: Texts) -> dict[str, str]:
    return {_field(name, locale): text for name, by in texts.items() for locale, text in by.items()}


class TextsForm(FlaskForm):
    phone = StringField(
        _("Phone"),
        description=_("With country code, such as +81 11 000 0000."),
        render_kw={"type": "tel", "autocomplete": "off"},
    )

    def of(self, name: str) -> list[Field]:
        """The fields of one text."""
        return [self[_field(name, locale)] for locale in LOCALE_NAMES]

    def named(self, field: str) -> Field:
        """The field of a broken rule: `texts.rules.ja` or `phone`."""
        return self[field.removeprefix("texts.").replace(".", "__", 1)]

    def to_request(self) -> tuple[dict[str, dict[str, str]], str]:
        """(texts, phone); only the texts that say something."""
        return {name: self._written(name) for name in TEXTS}, self.phone.data or ""

    def _written(self, name: str) -> dict[str, str]:
        texts = {locale: self[_field(name, locale)].data or "" for locale in LOCALE_NAMES}
        return {locale: text.replace("\r\n", "\n") for locale, text in texts.items() if text.strip()}


for _name in TEXTS:
    for _locale in LOCALE_NAMES:
        setattr(TextsForm, _field(_name, _locale), _area(_locale))
