"""A person's account, as staff write it."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, SelectChoice, SelectField, StringField

from booking.forms.account import LANGUAGES, zone_named
from booking.models import User
from booking.permissions import MEMBER
from booking.rules.requests import LENGTHS

_OFF = {"autocomplete": "off"}


class UserForm(FlaskForm):
    name = StringField(_("Name"), render_kw={"maxlength": LENGTHS["name"], **_OFF})
    reading = StringField(
        _("Reading of the name"),
        description=_("In kana or Latin letters, for those who cannot read the name."),
        render_kw={"maxlength": LENGTHS["name"], **_OFF},
    )
    email = EmailField(_("Mail address"), render_kw={"maxlength": LENGTHS["email"], **_OFF})
    phone = StringField(_("Phone"), render_kw={"type": "tel", "maxlength": LENGTHS["phone"], **_OFF})
    company_id = SelectField(_("Company"), validate_choice=False)
    role = SelectField(_("Role"), validate_choice=False)
    locale = SelectField(_("Language"), choices=LANGUAGES, validate_choice=False)
    tzid = StringField(
        _("Time zone"), render_kw={"list": "zones", "translate": "no", "maxlength": 60, **_OFF}
    )
    active = BooleanField(
        _("Can sign in"),
        description=_("Who is switched off is signed out everywhere at once. Bookings stay as they are."),
    )

    def to_values(self) -> dict[str, Any]:
        texts = ("name", "reading", "phone", "locale")
        return {name: (self[name].data or "").strip() for name in texts} | {
            "email": (self.email.data or "").strip().lower(),
            "role": self.role.data or MEMBER,
            "tzid": zone_named(self.tzid.data or ""),
            "company_id": _number(self.company_id.data or ""),
        }


def _number(text: str) -> int | None:
    """0, which no company has, for what is none."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def user_form(
    found: User | None,
    companies: Iterable[tuple[int, str]],
    roles: Iterable[tuple[str, str]],
    **first: Any,
) -> UserForm:
    """`first` fills the form of somebody new; `roles` are those that may be given, with their words."""
    form = UserForm(obj=found, data=None if found else {"active": True, "role": MEMBER} | first)
    form.company_id.choices = [
        SelectChoice("", "–"),
        *(SelectChoice(str(id), name) for id, name in companies),
    ]
    if not form.is_submitted() and found:
        form.company_id.data = str(found.company_id or "")
    form.role.choices = [SelectChoice(role, text) for role, text in roles]
    return form
