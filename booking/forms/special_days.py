"""A day that opens although it is a holiday, or is closed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, Field, SelectChoice, SelectField, StringField

from booking.errors import BrokenRule, Invalid
from booking.forms.texts_by_locale import fields_of, text_fields, texts_of
from booking.models import Resource
from booking.rules.hours import spans_of
from booking.rules.requests import LENGTHS
from booking.wording import translated

OPEN, CLOSED = "open", "closed"


class SpecialDayForm(FlaskForm):
    """Made by `special_day_form`, which adds the reason in each language."""

    resource = SelectField(_("Where"), validate_choice=False)
    on = DateField(_("Day"))
    open = SelectField(
        _("What happens"),
        choices=[
            SelectChoice(CLOSED, _("It is closed")),
            SelectChoice(OPEN, _("It opens as on any weekday")),
        ],
        validate_choice=False,
    )
    hours = StringField(
        _("Opening hours"),
        description=_(
            "Of a day that opens. Left empty, those of its weekday, or of most weekdays if it has none."
        ),
        render_kw={"maxlength": 200, "autocomplete": "off", "placeholder": "09:00-12:00, 13:00-17:30"},
    )

    @property
    def reasons(self) -> list[Field]:
        return fields_of(self, "reason")

    def to_request(self) -> tuple[str | None, dict[str, Any]]:
        """Slug, and the rest. Raises Invalid."""
        if unread := list(self._unread()):
            raise Invalid(unread)
        told: dict[str, Any] = {"on": self.on.data, "open": self.open.data == OPEN}
        told |= {"hours": spans_of(self.hours.data or ""), "reason": texts_of(self, "reason")}
        return self.resource.data or None, told

    def _unread(self) -> Iterator[BrokenRule]:
        if self.on.data is None:
            typed = any(text.strip() for text in self.on.raw_data or ())
            yield BrokenRule("impossible_time" if typed else "missing", "on")
        try:
            spans_of(self.hours.data or "")
        except ValueError:
            yield BrokenRule("not_hours", "hours")


def special_day_form(resources: Sequence[Resource], locales: Iterable[str], on: date | None = None) -> Any:
    reasons = text_fields("reason", locales, LENGTHS["answer"])
    form = type("Form", (SpecialDayForm,), reasons)(data={"on": on})
    form.resource.choices = where(resources)
    return form


def where(resources: Sequence[Resource]) -> list[SelectChoice]:
    named = [SelectChoice(one.slug, translated(one.names)) for one in resources]
    return [SelectChoice("", gettext("Everywhere")), *named]
