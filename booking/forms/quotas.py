"""Quotas as rows of a form."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Form, SelectChoice, SelectField, StringField

from booking.forms.policy_words import MEASURES, PERIODS, WHOSE
from booking.rules.policy_faults import MOST_OF_QUOTA

_NUMBER = {"inputmode": "numeric", "maxlength": 6, "autocomplete": "off"}


class QuotaForm(Form):
    """A row without a number says nothing."""

    whose = SelectField(_("For"), validate_choice=False)
    most = StringField(_("At most"), render_kw=_NUMBER)
    measure = SelectField(_("Of what"), validate_choice=False)
    per = SelectField(_("In which time"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field, words in ((self.whose, WHOSE), (self.measure, MEASURES), (self.per, PERIODS)):
            field.choices = [SelectChoice(*word) for word in words.items()]

    @property
    def typed(self) -> bool:
        return bool((self.most.data or "").strip())

    def quota(self) -> dict[str, Any]:
        """As models.Policy keeps it; 0, which no quota may be, where the number cannot be read."""
        text = (self.most.data or "").strip()
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
        told = {"whose": self.whose.data, "measure": self.measure.data, "per": self.per.data}
        return told | {"most": min(number, MOST_OF_QUOTA + 1)}
