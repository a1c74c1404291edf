"""An address that is to be posted what happens."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from booking.rules.web_address import LONGEST
from booking.rules.webhooks import EVENTS


class WebhookForm(FlaskForm):
    url = StringField(
        _("Web address"),
        description=_("A program of yours listens there and answers 2xx within ten seconds."),
        render_kw={
            "type": "url",
            "maxlength": LONGEST,
            "autocomplete": "off",
            "spellcheck": "false",
            "placeholder": "https://",
        },
    )
    events = SelectMultipleField(
        _("Only these events"),
        choices=[SelectChoice(event, event) for event in EVENTS],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def to_request(self) -> dict[str, Any]:
        return {"url": self.url.data or "", "events": self.events.data or []}
