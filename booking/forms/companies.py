"""A company, as staff write it."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField

from booking.forms.account import LANGUAGES, zone_named
from booking.models import Company
from booking.rules.requests import LENGTHS
from booking.wording import COMPANY_KINDS

_OFF = {"autocomplete": "off"}
KINDS = [SelectChoice(*one) for one in COMPANY_KINDS.items()]


class CompanyForm(FlaskForm):
    name = StringField(_("Name"), render_kw={"maxlength": LENGTHS["name"], **_OFF})
    reading = StringField(
        _("Reading of the name"),
        description=_("In kana or Latin letters, for those who cannot read the name."),
        render_kw={"maxlength": LENGTHS["name"], **_OFF},
    )
    kind = SelectField(
        _("Kind"),
        choices=KINDS,
        validate_choice=False,
        description=_("Policies may ask other things of overseas companies than of local ones."),
    )
    country = StringField(
        _("Country"),
        description=_("Two letters, such as JP or KR."),
        render_kw={"maxlength": 2, "translate": "no", **_OFF},
    )
    locale = SelectField(_("Language"), choices=LANGUAGES, validate_choice=False)
    tzid = StringField(
        _("Time zone"), render_kw={"list": "zones", "translate": "no", "maxlength": 60, **_OFF}
    )

    def to_values(self) -> dict[str, str]:
        values = {name: (self[name].data or "").strip() for name in ("name", "reading", "kind", "locale")}
        country = (self.country.data or "").strip().upper()
        return values | {"country": country, "tzid": zone_named(self.tzid.data or "")}


def company_form(found: Company | None, **first: Any) -> CompanyForm:
    """`first` fills the form of a new one."""
    return CompanyForm(obj=found, data=None if found else first)
