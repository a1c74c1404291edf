"""A policy's form with the fields of every setting, filled with what stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FormField, SelectChoice, SelectField, SelectMultipleField

from booking.forms.hours import day_fields, season_form, spread
from booking.forms.people import Rows
from booking.forms.policies import ALL, NAMED, OWN, SINGLE, PolicyForm
from booking.forms.policy_words import LABELS
from booking.forms.quotas import QuotaForm
from booking.forms.reminders import lead_choices, leads_in_words
from booking.forms.setting_fields import setting_field, typed_of
from booking.models import Company, User
from booking.queries.policy_rows import NEEDED, Edited
from booking.rules.hours import MOST_SEASONS
from booking.rules.policy_faults import MOST_QUOTAS


def policy_form(
    found: Edited, staff: Sequence[User], companies: Sequence[Company], **options: Any
) -> PolicyForm:
    """Filled with what the policy says itself, or with what was sent, unless `formdata` is None."""
    own = found.own
    rows = {
        "seasons": _rows(season_form(), len((own["opening_hours"] or {}).get("seasons", ())), MOST_SEASONS),
        "quotas": _rows(QuotaForm, len(own["quotas"] or ()) + 1, MOST_QUOTAS),
    }
    single = {name: setting_field(name, found.falls_to(name), _falls(found, name), staff) for name in SINGLE}
    named = {
        "whose_quotas": SelectField(_("Which quotas hold"), choices=_whose_quotas(found)),
        "whose_companies": SelectField(_("Which companies may book"), choices=_whose_companies(found)),
        "bookable_companies": SelectMultipleField(
            _("Only these companies"),
            choices=[SelectChoice(str(one.id), one.name) for one in companies],
            validate_choice=False,
        ),
        "whose_reminders": SelectField(LABELS["reminders"], choices=_whose_reminders(found)),
        "reminders": SelectMultipleField(
            _("Time before it begins"), choices=lead_choices(own["reminders"] or ()), validate_choice=False
        ),
    }
    fields = day_fields(found.falls_to("opening_hours") or {}) | single | rows | named | {"found": found}
    return type("Form", (PolicyForm,), fields)(data=_data(own) | {"seen": found.version}, **options)


def _rows(form: type, filled: int, most: int) -> Rows:
    return Rows(FormField(form), min_entries=min(filled + 1, most), max_entries=most)


def _falls(found: Edited, name: str) -> str:
    """A sentence with a place for the value; empty where there must be one."""
    if found.space:
        return gettext("As the centre: %(value)s")
    return gettext("As usual: %(value)s") if name not in NEEDED else ""


def _whose_quotas(found: Edited) -> list[SelectChoice]:
    beneath = [SelectChoice("", gettext("Those of the centre"))] if found.space else []
    return [*beneath, SelectChoice(OWN, gettext("Those written here"))]


def _whose_companies(found: Edited) -> list[SelectChoice]:
    beneath = [SelectChoice("", gettext("As the centre says"))] if found.space else []
    every, some = gettext("Any company"), gettext("Only those chosen here")
    return [*beneath, SelectChoice(ALL, every), SelectChoice(NAMED, some)]


def _whose_reminders(found: Edited) -> list[SelectChoice]:
    words = leads_in_words(found.falls_to("reminders"))
    beneath = SelectChoice("", _falls(found, "reminders") % {"value": words})
    return [beneath, SelectChoice(OWN, gettext("At the times chosen here"))]


def _data(own: Mapping[str, Any]) -> dict[str, Any]:
    named = own["bookable_companies"]
    whose = {"whose_quotas": "" if own["quotas"] is None else OWN}
    whose |= {"whose_companies": "" if named is None else NAMED if named else ALL}
    whose |= {"whose_reminders": "" if own["reminders"] is None else OWN}
    lists = {"quotas": own["quotas"] or [], "bookable_companies": [str(id) for id in named or ()]}
    lists |= {"reminders": [str(lead) for lead in own["reminders"] or ()]}
    single = {name: typed_of(name, own[name]) for name in SINGLE}
    return single | spread(own["opening_hours"] or {}) | whose | lists
