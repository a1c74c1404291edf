"""The form of a policy: what is left empty falls through to the centre's."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, FormField, SelectChoice, SelectField, SelectMultipleField

from booking.errors import BookingError, BrokenRule, Invalid
from booking.forms import refusal
from booking.forms.hours import DAYS, HOURS, day_fields, season, season_form, spread, unreadable, week_of
from booking.forms.people import Rows
from booking.forms.policy_words import SECTIONS
from booking.forms.quotas import QuotaForm
from booking.forms.setting_fields import Unread, setting_field, typed_of, value_of
from booking.models import Company, User
from booking.queries.policy_rows import NEEDED, Edited
from booking.rules.hours import MOST_SEASONS
from booking.rules.policy_faults import MOST_QUOTAS

OWN, ALL, NAMED = "own", "all", "named"
SINGLE = tuple(name for names in SECTIONS.values() for name in names)


class PolicyForm(FlaskForm):
    """Made by `policy_form`, which adds the fields of each setting."""

    found: Edited

    @property
    def sections(self) -> Iterator[tuple[str, list[Field]]]:
        for heading, names in SECTIONS.items():
            yield str(heading), [self[name] for name in names]

    @property
    def days(self) -> list[Field]:
        return [self[f"{HOURS}{day}"] for day in DAYS]

    def to_values(self) -> dict[str, Any]:
        """Only what differs from what stands, as models.Policy keeps it.

        Raises Invalid with everything that cannot be read.
        """
        values, wrong = self._single()
        hours, misread = self._hours()
        values |= {"opening_hours": hours, "quotas": self._quotas(), "bookable_companies": self._companies()}
        if wrong or misread:
            raise Invalid([*wrong, *misread])
        own = self.found.own
        return {name: value for name, value in values.items() if value != own[name]}

    def _single(self) -> tuple[dict[str, Any], list[BrokenRule]]:
        values: dict[str, Any] = {}
        wrong: list[BrokenRule] = []
        for name in SINGLE:
            try:
                values[name] = value_of(name, (self[name].data or "").strip())
            except Unread:
                wrong.append(BrokenRule("not_an_amount", name))
        return values, wrong

    def _hours(self) -> tuple[dict[str, Any] | None, list[BrokenRule]]:
        """Nothing at all where no day opens and there is no season."""
        week, unread = week_of(zip(DAYS, self.days, strict=True))
        wrong, seasons = list(unreadable("opening_hours", unread)), []
        for n, row in enumerate(self._rows("seasons")):
            told, unread = season(row)
            seasons.append(told)
            wrong += unreadable(f"opening_hours.seasons.{n}.week", unread)
        hours = week | ({"seasons": seasons} if seasons else {})
        return hours or None, wrong

    def _rows(self, name: str) -> list[Any]:
        """Those in which something is typed."""
        return [row.form for row in self[name] if row.form.typed]

    def _quotas(self) -> list[dict[str, Any]] | None:
        """None falls through; of a resource that has its own, no row says that there are none."""
        rows = [row.quota() for row in self._rows("quotas")]
        if self.found.space is None:
            return rows or None
        return rows if self.whose_quotas.data == OWN else None

    def _companies(self) -> list[int] | None:
        if self.whose_companies.data == NAMED:
            chosen = self.bookable_companies.data or ()
            return sorted(int(one) for one in chosen if one.isascii() and one.isdigit() and len(one) < 10)
        return [] if self.whose_companies.data == ALL and self.found.space else None

    def refuse(self, error: BookingError) -> refusal.Told:
        return refusal.tell(self, error, self._names())

    def _names(self) -> Mapping[str, str]:
        """Fields of the request to those of the form, whose empty rows count too."""
        names = {}
        for n, at in enumerate(self._places("seasons")):
            for end in ("first", "last"):
                names[f"opening_hours.seasons.{n}.{end}"] = f"seasons.{at}.{end}"
            for day in DAYS:
                names[f"opening_hours.seasons.{n}.week.{day}"] = f"seasons.{at}.day_{day}"
        for n, at in enumerate(self._places("quotas")):
            parts = ("whose", "most", "measure", "per")
            names |= {f"quotas.{n}.{part}": f"quotas.{at}.{part}" for part in parts}
        return names

    def _places(self, name: str) -> list[int]:
        return [n for n, row in enumerate(self[name]) if row.form.typed]


def policy_form(found: Edited, staff: Sequence[User], companies: Sequence[Company]) -> PolicyForm:
    """Filled with what the policy says itself, or with what was sent."""
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
    }
    fields = day_fields() | single | rows | named | {"found": found}
    return type("Form", (PolicyForm,), fields)(data=_data(own))


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


def _data(own: Mapping[str, Any]) -> dict[str, Any]:
    named = own["bookable_companies"]
    whose = {"whose_quotas": "" if own["quotas"] is None else OWN}
    whose |= {"whose_companies": "" if named is None else NAMED if named else ALL}
    lists = {"quotas": own["quotas"] or [], "bookable_companies": [str(id) for id in named or ()]}
    single = {name: typed_of(name, own[name]) for name in SINGLE}
    return single | spread(own["opening_hours"] or {}) | whose | lists
