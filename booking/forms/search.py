"""The finder of free times: asked by GET, so that an address can be kept and sent to somebody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, SelectChoice, SelectField, SelectMultipleField

from booking.errors import BookingError, BrokenRule, Invalid
from booking.forms import refusal
from booking.forms.places import CITIES, place_text
from booking.forms.prefill import length
from booking.forms.questions import UNITS, equipment_fields
from booking.queries.choices import Choices
from booking.rules.country import country_of
from booking.rules.intake import FIRST_YEAR, LAST_YEAR
from booking.rules.slot_requests import AHEAD, SlotRequest, faults
from booking.rules.wall import day_end, day_start, local
from booking.wording import duration, translated

MINUTES = (30, 45, 60, 90, 120, 180, 240, 480)
MOST = 9999
NAMES = {"from": "begins_on", "to": "ends_on"}
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


class SearchForm(FlaskForm):
    """Made by `search_form`, which adds the equipment. The names are those of the address."""

    class Meta:
        csrf = False

    duration = SelectField(_("Length"), validate_choice=False)
    begins_on = DateField(_("First day"), name="from")
    ends_on = DateField(_("Last day"), name="to")
    zones = SelectMultipleField(_("Where people take part"), validate_choice=False)
    space = SelectMultipleField(_("Space"), validate_choice=False)
    headcount = IntegerField(_("Number of people"), render_kw={"min": 1})

    choices: Choices
    today: date

    @property
    def tzid(self) -> str:
        return self.choices.tzid_of(self.space.data or ())

    @property
    def tzids(self) -> list[str]:
        """Each once; the space's own where none is named."""
        named = [name.strip() for text in self.zones.data or () for name in text.split(",")]
        return list(dict.fromkeys(name for name in named if name)) or [self.tzid]

    @property
    def typed_zones(self) -> list[str]:
        """Those for which there is no box to tick."""
        offered = {choice.value for choice in self.zones.choices}
        return [tzid for tzid in self.tzids if tzid not in offered]

    @property
    def units(self) -> list[IntegerField]:
        return [field for field in self if field.name.startswith(UNITS)]

    def to_request(self) -> SlotRequest:
        """Raises Invalid: all that cannot be understood, and all that is wrong with the rest."""
        wrong, asked = list(self._misread()), self._request()
        if wrong:
            raise Invalid([*wrong, *faults(asked)])
        return asked

    def _request(self) -> SlotRequest:
        first = _day(self.begins_on, self.today)
        units = {field.name.removeprefix(UNITS): field.data for field in self.units if field.data}
        return SlotRequest(
            begins_at=day_start(first, self.tzid),
            ends_at=day_end(_day(self.ends_on, first + AHEAD - _DAY), self.tzid),
            duration=length(self.duration.data or "") or _HOUR,
            spaces=tuple(self.space.data or ()),
            tzids=tuple(self.tzids),
            equipment=units,
            headcount=self.headcount.data,
        )

    def _misread(self) -> Iterator[BrokenRule]:
        for field in (self.begins_on, self.ends_on):
            if any(field.raw_data or ()) and _day(field, date.min) == date.min:
                yield BrokenRule("impossible_time", field.name)
        if not length(self.duration.data or ""):
            yield BrokenRule("not_a_duration", "duration")
        for field in (self.headcount, *self.units):
            typed = any(text.strip() for text in field.raw_data or ())
            if typed and (field.data is None or abs(field.data) > MOST):
                yield BrokenRule("not_a_number", field.name.replace("-", ".", 1))

    def refuse(self, error: BookingError) -> refusal.Told:
        return refusal.tell(self, _in_days(error), NAMES)


def search_form(offered: Choices, typed: MultiDict[str, str], now: datetime, tzid: str) -> SearchForm:
    """With what the address says, and with the usual where it asks nothing yet. `tzid` is the reader's."""
    here = offered.tzid_of(typed.getlist("space"))
    fields: dict[str, Any] = {"choices": offered, "today": local(now, here).date()}
    filled = typed if "duration" in typed else MultiDict([*_usual(here, tzid, typed), *typed.items(True)])
    form: SearchForm = type("Form", (SearchForm,), fields | equipment_fields(offered.equipment))(filled)
    form.space.choices = [SelectChoice(space.slug, translated(space.names)) for space in offered.spaces]
    form.zones.choices = [SelectChoice(name, place_text(name)) for name in _places(offered)]
    form.duration.choices = _lengths(form)
    for field, day in ((form.begins_on, form.today), (form.ends_on, form.today + AHEAD - _DAY)):
        field.data = field.data if any(field.raw_data or ()) else day
    return form


def _in_days(error: BookingError) -> BookingError:
    """Asked for days, nobody is told of times."""
    rules = refusal.rules_of(error)
    told = [replace(r, values={"case": "days"}) if r.code == "ends_before_start" else r for r in rules]
    return Invalid(told) if told else error


def _day(field: DateField, otherwise: date) -> date:
    return field.data if field.data and FIRST_YEAR < field.data.year < LAST_YEAR else otherwise


def _usual(here: str, tzid: str, typed: MultiDict[str, str]) -> list[tuple[str, str]]:
    """The reader's zone only where it is that of a place: a browser may know no better than UTC."""
    places = [] if "zones" in typed else [here, *([tzid] if country_of(tzid) else [])]
    return [("duration", "PT60M"), *(("zones", place) for place in places)]


def _places(offered: Choices) -> list[str]:
    return list(dict.fromkeys([*(space.tzid for space in offered.spaces), *CITIES]))


def _lengths(form: SearchForm) -> list[SelectChoice]:
    """What was asked for is one of them, however it was spelt."""
    asked = length(form.duration.data or "")
    spans = {timedelta(minutes=minutes) for minutes in MINUTES} | ({asked} if asked else set())
    form.duration.data = _iso(asked) if asked else form.duration.data
    return [SelectChoice(_iso(span), duration(span)) for span in sorted(spans)]


def _iso(span: timedelta) -> str:
    return f"PT{span // timedelta(minutes=1)}M"
