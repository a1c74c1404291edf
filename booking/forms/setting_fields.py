"""Single settings of a policy as fields, and back: empty is what falls through."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext
from wtforms import Field, SelectChoice, SelectField, StringField

from booking.forms.policy_words import ABOUT, CHOICES, IN_UNITS, LABELS, UNITS, YES_NO
from booking.models import User
from booking.rules.policy_faults import NUMBERS
from booking.rules.policy_faults import YES_NO as SWITCHES

_MINUTE, _LONGEST = timedelta(minutes=1), 10**6
_AMOUNT = {"inputmode": "decimal", "maxlength": 12, "autocomplete": "off"}


class Unread(Exception):
    """Its text is none of the kind."""


def setting_field(name: str, beneath: Any, whose: str, staff: Sequence[User]) -> Field:
    """`beneath` is what holds where it is empty; `whose` says so, or is empty where it must be filled."""
    if name == "deputy_id":
        people = {str(one.id): one.name for one in staff}
        return SelectField(LABELS[name], choices=_choices(people, str(beneath or ""), whose))
    if name in CHOICES or name in SWITCHES:
        words = CHOICES.get(name, YES_NO)
        return SelectField(LABELS[name], choices=_choices(words, typed_of(name, beneath), whose))
    about = IN_UNITS[UNITS[name]] if name in UNITS else ABOUT[name]
    return StringField(
        LABELS[name], description=about, render_kw=_AMOUNT | {"placeholder": typed_of(name, beneath)}
    )


def _choices(words: Mapping[str, Any], beneath: str, whose: str) -> list[SelectChoice]:
    empty = whose % {"value": words.get(beneath, gettext("nobody"))} if whose else ""
    return [*([SelectChoice("", empty)] if empty else []), *(SelectChoice(*word) for word in words.items())]


def typed_of(name: str, value: Any) -> str:
    """A value as it stands in its field."""
    if value is None:
        return ""
    if name in UNITS:
        return f"{round(value / UNITS[name], 4):.10g}"
    return ("yes" if value else "no") if name in SWITCHES else str(value)


def value_of(name: str, text: str) -> Any:
    """Raises Unread."""
    if not text:
        return None
    if name in UNITS:
        return round(_number(text) * Decimal(UNITS[name] / _MINUTE)) * _MINUTE
    if name in NUMBERS or name == "deputy_id":
        return _whole(text)
    return text == "yes" if name in SWITCHES and text in YES_NO else text


def _number(text: str) -> Decimal:
    """Finite, and not so large that no span could hold it."""
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise Unread from None
    if not number.is_finite() or abs(number) > _LONGEST:
        raise Unread
    return number


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Unread
    return int(text)
