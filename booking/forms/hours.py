"""Opening hours as fields: a line of text for each weekday, and the same for each season."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from wtforms import Field, Form, StringField

from booking.errors import BrokenRule
from booking.rules.hours import DAYS, Spans, spans_of, text_of

HOURS = "opening_hours-"
_SPANS = {"maxlength": 200, "autocomplete": "off"}
_MONTH_DAY = {"placeholder": "12-01", "maxlength": 5, "autocomplete": "off"}
Week = dict[str, Spans]


def day_fields(beneath: Mapping[str, Any]) -> dict[str, Field]:
    """`beneath` are the hours that hold where no day has any."""
    return {f"{HOURS}{day}": _line(day, text) for day, text in _texts(beneath).items()}


def _line(day: str, beneath: str = "") -> Field:
    name = get_day_names("wide", locale=get_locale())[int(day) - 1]
    return StringField(name, render_kw=_SPANS | {"placeholder": beneath})


class SeasonForm(Form):
    """Its days are added by `season_form`: `day_1` is Monday."""

    first = StringField(_("First day"), description=_("Month and day, such as 12-01."), render_kw=_MONTH_DAY)
    last = StringField(_("Last day"), description=_("Month and day, such as 12-01."), render_kw=_MONTH_DAY)

    @property
    def days(self) -> list[Field]:
        return [self[f"day_{day}"] for day in DAYS]

    @property
    def typed(self) -> bool:
        return any((field.data or "").strip() for field in self)


def season_form() -> type[SeasonForm]:
    return type("Season", (SeasonForm,), {f"day_{day}": _line(day) for day in DAYS})


def spread(hours: Mapping[str, Any]) -> dict[str, Any]:
    """Hours as models.Policy keeps them, by the fields' names."""
    week = {f"{HOURS}{day}": text for day, text in _texts(hours).items()}
    seasons = [
        {"first": one["first"], "last": one["last"]}
        | {f"day_{day}": text for day, text in _texts(one["week"]).items()}
        for one in hours.get("seasons", ())
    ]
    return week | {"seasons": seasons}


def _texts(week: Mapping[str, Spans]) -> dict[str, str]:
    return {day: text_of(week.get(day, [])) for day in DAYS}


def week_of(fields: Iterable[tuple[str, Field]]) -> tuple[Week, list[str]]:
    """By day, those that open; and the days of which the text cannot be read."""
    week: Week = {}
    unread: list[str] = []
    for day, field in fields:
        try:
            spans = spans_of(field.data or "")
        except ValueError:
            unread.append(day)
        else:
            week |= {day: spans} if spans else {}
    return week, unread


def season(form: SeasonForm) -> tuple[dict[str, Any], list[str]]:
    week, unread = week_of(zip(DAYS, form.days, strict=True))
    return {"first": typed(form.first), "last": typed(form.last), "week": week}, unread


def typed(field: Field) -> str:
    return (field.data or "").strip()


def unreadable(field: str, days: Iterable[str]) -> Iterator[BrokenRule]:
    for day in days:
        yield BrokenRule("not_hours", f"{field}.{day}")
