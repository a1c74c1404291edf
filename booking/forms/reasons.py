"""A reason out of the list that staff keep, and in which language the words beside it are."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import StringField

NONE_SUCH = 0  # no row has it


class ReasonFields:
    """For a form that has a `reason`."""

    standard_reason = StringField(lazy_gettext("Standard reason"))
    reason_locale = StringField(lazy_gettext("Language of the text"))

    def given(self) -> dict[str, Any]:
        """Id and locale, as actions take them."""
        return {
            "standard_reason": _id(self.standard_reason.data or ""),
            "reason_locale": self.reason_locale.data or "",
        }


def _id(text: str) -> int | None:
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else NONE_SUCH
