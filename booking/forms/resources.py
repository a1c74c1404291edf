"""Resources, new spaces and types of equipment as forms."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectChoice, SelectField, StringField

from booking.errors import BrokenRule, Invalid
from booking.forms.texts_by_locale import fields_of, spread, text_fields, texts_of
from booking.models import EquipmentType, Resource
from booking.models.resource import EQUIPMENT
from booking.rules.requests import LENGTHS
from booking.rules.resource_faults import LONGEST_SLUG
from booking.wording import translated

_NUMBER = {"inputmode": "numeric", "maxlength": 7, "autocomplete": "off"}
_SLUG = {"maxlength": LONGEST_SLUG, "autocomplete": "off", "translate": "no"}


class Named(FlaskForm):
    """A form made by one of the functions below has the name in each language."""

    @property
    def names(self) -> list[Field]:
        return fields_of(self, "names")

    def written(self) -> dict[str, str]:
        return texts_of(self, "names")


class ResourceForm(Named):
    capacity = StringField(_("Capacity"), description=_("Empty where there is no limit."), render_kw=_NUMBER)
    area_m2 = StringField(_("Area in m²"), render_kw=_NUMBER)
    active = BooleanField(_("In service"), description=_("What is out of service takes no new bookings."))
    part_of = SelectField(_("Fixed in"), validate_choice=False)

    def to_values(self, unit: bool) -> dict[str, Any]:
        """Raises Invalid."""
        values: dict[str, Any] = {"names": self.written(), "active": bool(self.active.data)}
        if unit:
            return values | {"part_of": self.part_of.data or None}
        return values | sizes(self)


class NewSpaceForm(Named):
    slug = StringField(
        _("Address"),
        description=_("Small letters, digits and hyphens, such as meeting-room-2. It can never be changed."),
        render_kw=_SLUG,
    )
    capacity = StringField(_("Capacity"), description=_("Empty where there is no limit."), render_kw=_NUMBER)
    area_m2 = StringField(_("Area in m²"), render_kw=_NUMBER)
    tzid = StringField(
        _("Time zone"), render_kw={"list": "zones", "autocomplete": "off", "translate": "no", "maxlength": 60}
    )
    country = StringField(
        _("Country"),
        description=_("Two letters, such as JP: its national holidays are known."),
        render_kw={"maxlength": 2, "autocomplete": "off", "translate": "no"},
    )


class TypeForm(Named):
    slug = StringField(
        _("Address"),
        description=_("Small letters, digits and hyphens, such as projector. It can never be changed."),
        render_kw=_SLUG,
    )
    needs_space = BooleanField(_("Only together with a space"))


def sizes(form: Any) -> dict[str, int | None]:
    """Raises Invalid."""
    typed = {name: (form[name].data or "").strip() for name in ("capacity", "area_m2")}
    wrong = [BrokenRule("not_a_number", n) for n, text in typed.items() if text and not _is_whole(text)]
    if wrong:
        raise Invalid(wrong)
    return {name: int(text) if text else None for name, text in typed.items()}


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def resource_form(found: Resource, spaces: Sequence[Resource], locales: Iterable[str]) -> ResourceForm:
    names = text_fields("names", locales, LENGTHS["name"])
    held = {"capacity": found.capacity or "", "area_m2": found.area_m2 or "", "active": found.active}
    within = next((one.slug for one in spaces if one.id == found.part_of_id), "")
    form = type("Form", (ResourceForm,), names)(
        data=held | {"part_of": within} | spread("names", found.names)
    )
    places = [SelectChoice(one.slug, translated(one.names)) for one in spaces if one.kind != EQUIPMENT]
    form.part_of.choices = [SelectChoice("", gettext("Nowhere: it goes about")), *places]
    return form


def new_space_form(locales: Iterable[str], tzid: str, country: str) -> NewSpaceForm:
    names = text_fields("names", locales, LENGTHS["name"])
    return type("Form", (NewSpaceForm,), names)(data={"tzid": tzid, "country": country})


def type_form(locales: Iterable[str], found: EquipmentType | None = None) -> TypeForm:
    names = text_fields("names", locales, LENGTHS["name"])
    known = (
        {"needs_space": found.needs_space} | spread("names", found.names) if found else {"needs_space": True}
    )
    return type("Form", (TypeForm,), names)(data=known)
