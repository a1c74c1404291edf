"""Holidays: which close, which open all the same, and days that are closed besides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.special_days import add_special_day, remove_special_day
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.special_days import special_day_form
from booking.models import Occurrence, Resource, SpecialDay
from booking.queries.blackouts import whose
from booking.queries.hits import hit_by_day
from booking.queries.policies import centre
from booking.queries.resources import all_resources
from booking.queries.special_days import special_day, special_days_of
from booking.rules.closures import national_holidays
from booking.rules.wall import local
from booking.web.visitor import require

blueprint = Blueprint("special_days", __name__, url_prefix="/admin/holidays")
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(slots=True)
class Day:
    """`holidays` are (country, its name by locale) and `told` what staff say of it."""

    on: date
    holidays: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    told: list[SpecialDay] = field(default_factory=list)

    @property
    def everywhere(self) -> SpecialDay | None:
        return next((row for row in self.told if row.resource_id is None), None)


@blueprint.get("")
def index() -> Any:
    require("edit_policy")
    return _page()


@blueprint.post("")
def add() -> Any:
    by = require("edit_policy")
    form = special_day_form(all_resources(), centre().locales)
    try:
        slug, told = form.to_request()
        day = add_special_day(slug, by=by, now=clock.now(), **told)
    except BookingError as refused:
        return _page(form, refusals.tell(form, refused)), refused.status
    flash(gettext("The day is saved."), "success")
    to = url_for(".hit", day_id=day.id) if _hits(day)[1] else url_for(".index", year=day.on.year)
    return redirect(to, 303)


@blueprint.get("/<int(max=2147483647):day_id>/hit")
def hit(day_id: int) -> Any:
    """Whose bookings stand on a day that is closed."""
    require("edit_policy")
    (day,) = special_day(day_id)
    place, hits = _hits(day)
    return render_template("admin/special_day_hits.html", day=day, place=place, hits=hits)


def _hits(day: SpecialDay) -> tuple[Resource | None, Sequence[Occurrence]]:
    """Where it is closed, None for everywhere, and what is booked there."""
    place = whose([day]).get(day.resource_id)
    return place, hit_by_day(day, place.tzid if place else centre().tzid, clock.now())


@blueprint.post("/<int(max=2147483647):day_id>/removal")
def remove(day_id: int) -> Any:
    remove_special_day(day_id, by=require("edit_policy"), now=clock.now())
    flash(gettext("It is a day like any other again."), "success")
    return redirect(url_for(".index", year=_year()), 303)


def _page(form: Any = None, told: refusals.Told | None = None) -> str:
    house, resources, year = centre(), all_resources(), _year()
    rows = special_days_of(year)
    return render_template(
        "admin/special_days.html",
        year=year,
        days=_days(year, {r.country for r in resources if r.active and r.country}, rows),
        whose=whose(rows),
        form=form or special_day_form(resources, house.locales),
        told=told,
    )


def _days(year: int, countries: set[str], rows: Sequence[SpecialDay]) -> list[Day]:
    days: dict[date, Day] = {}
    for country in sorted(countries):
        for on, names in national_holidays(country, year).items():
            days.setdefault(on, Day(on)).holidays.append((country, names))
    for row in rows:
        days.setdefault(row.on, Day(row.on)).told.append(row)
    return [days[on] for on in sorted(days)]


def _year() -> int:
    asked = request.args.get("year", type=int) or local(clock.now(), centre().tzid).year
    return min(max(asked, FIRST_YEAR), LAST_YEAR)
