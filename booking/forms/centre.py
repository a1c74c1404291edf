"""The centre's name, address and languages as a form."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from booking.actions.centre import CentreTexts
from booking.forms.account import LANGUAGES
from booking.forms.texts_by_locale import fields_of, spread, text_fields, texts_of
from booking.models import Centre
from booking.rules.requests import LENGTHS
from booking.wording import LOCALE_NAMES


class CentreForm(FlaskForm):
    """Made by `centre_form`, which adds name and address in each language."""

    phone = StringField(
        _("Phone"),
        description=_("With country code, such as +81 11 000 0000."),
        render_kw={"type": "tel", "autocomplete": "off", "maxlength": LENGTHS["phone"]},
    )
    locale = SelectField(
        _("Default language"),
        choices=LANGUAGES,
        validate_choice=False,
        description=_("For readers whose language is not known."),
    )
    locales = SelectMultipleField(
        _("Languages offered"),
        choices=LANGUAGES,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    @property
    def names(self) -> list[Field]:
        return fields_of(self, "names")

    @property
    def addresses(self) -> list[Field]:
        return fields_of(self, "address")

    def to_texts(self) -> CentreTexts:
        texts = {name: texts_of(self, name) for name in ("names", "address")}
        return CentreTexts(
            **texts,
            phone=self.phone.data or "",
            locale=self.locale.data or "",
            locales=self.locales.data or [],
        )


def centre_form(found: Centre) -> CentreForm:
    """Every language of ours, also those that are not offered yet."""
    fields = text_fields("names", LOCALE_NAMES, LENGTHS["name"])
    fields |= text_fields("address", LOCALE_NAMES, LENGTHS["title"])
    filled = {"phone": found.phone, "locale": found.locale, "locales": found.locales}
    texts = spread("names", found.names) | spread("address", found.address)
    made: CentreForm = type("Form", (CentreForm,), fields)(data=filled | texts)
    return made
