"""The form of a policy: what is left empty falls through to the centre's."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField

from booking.actions.policies import wrong_in
from booking.errors import BookingError, BrokenRule, Invalid
from booking.forms import refusal
from booking.forms.hours import DAYS, HOURS, season, unreadable, week_of
from booking.forms.policy_words import SECTIONS
from booking.forms.reminders import ticked
from booking.forms.setting_fields import Unread, value_of
from booking.queries.policy_rows import Edited

OWN, ALL, NAMED = "own", "all", "named"
SINGLE = tuple(name for names in SECTIONS.values() for name in names)


class PolicyForm(FlaskForm):
    """Made by booking.forms.policy_form, which adds the fields of each setting."""

    seen = HiddenField()  # which state of the policy it was filled with
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

        Raises Invalid with everything that is wrong where something cannot be read.
        """
        values, unread = self._single()
        hours, misread = self._hours()
        values |= {} if misread else {"opening_hours": hours}
        values |= {"quotas": self._quotas(), "bookable_companies": self._companies()}
        values["reminders"] = self._reminders()
        own = self.found.own
        changed = {name: value for name, value in values.items() if value != own[name]}
        if unread or misread:
            raise Invalid(wrong_in(self.found, changed, [*unread, *misread]))
        return changed

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

    def _reminders(self) -> list[int] | None:
        """None ticked: no reminders at all."""
        return ticked(self.reminders.data) if self.whose_reminders.data == OWN else None

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
