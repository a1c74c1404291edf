"""Values in the query of an address that are more than one text."""

from datetime import timedelta
from typing import Any

from marshmallow import fields

from booking.api.fields import Each, Strict, fault
from booking.forms.prefill import length


class Several(Each):
    """Named again and again, or with commas between."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> list[Any]:
        names = [name.strip() for text in value for name in text.split(",")]
        return super()._deserialize([name for name in names if name], attr, data, **more)


class Units(Several):
    """`projector:2`; a type alone is one of it."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> dict[str, int]:
        named = [text.partition(":") for text in super()._deserialize(value, attr, data, **more)]
        return {slug: _number(units) if colon else 1 for slug, colon, units in named}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise fault("not_a_number")
    return int(text)


class Length(Strict, fields.String):
    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> timedelta:
        found = length(value)
        if not found:
            raise fault("not_a_duration")
        return found
