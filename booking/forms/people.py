"""The people of a booking as rows of its form."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import FieldList, Form, SelectChoice, SelectField, StringField

from booking.rules.requests import BookedFor, Invited
from booking.wording import LOCALE_NAMES

DOORS = {
    "phone": lazy_gettext("By phone"),
    "counter": lazy_gettext("At the counter"),
    "fax": lazy_gettext("By fax"),
    "visit": lazy_gettext("During a visit"),
}


class _Person(Form):
    name = StringField(lazy_gettext("Name"))
    email = StringField(lazy_gettext("Mail address"))
    locale = SelectField(lazy_gettext("Language"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = [SelectChoice(locale, name) for locale, name in LOCALE_NAMES.items()]
        self.locale.choices = [SelectChoice("", gettext("Not known")), *known]

    @property
    def typed(self) -> bool:
        """Whether there is anything but the language."""
        texts = [field.data for field in self if isinstance(field, StringField)]
        return any((text or "").strip() for text in texts)


class Rows(FieldList):
    """Rows numbered as we number them; any other number in a name is not one of ours and is passed over."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        for name in formdata:
            if found := re.match(rf"{re.escape(prefix)}-(\d{{1,6}})-", name, re.ASCII):
                yield int(found[1])


class AttendeeForm(_Person):
    def invited(self) -> Invited:
        return Invited(
            (self.email.data or "").strip(), (self.name.data or "").strip(), self.locale.data or ""
        )


_TEXTS = ("name", "reading", "company", "email", "phone")


class BookedForForm(_Person):
    """Staff book for somebody who need not have an account or a mail address (D20)."""

    reading = StringField(lazy_gettext("Reading of the name"))
    company = StringField(lazy_gettext("Company"))
    phone = StringField(lazy_gettext("Phone"))
    door = SelectField(
        lazy_gettext("How it was asked for"), choices=[SelectChoice(*door) for door in DOORS.items()]
    )

    def person(self) -> BookedFor:
        texts = {name: (self[name].data or "").strip() for name in _TEXTS}
        return BookedFor(**texts, locale=self.locale.data or "")
