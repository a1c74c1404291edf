"""A day on paper: what is booked, and columns to be filled in by hand."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from booking import clock
from booking.errors import NotFound
from booking.queries.day_sheet import held_between
from booking.queries.policies import centre
from booking.rules.intake import FIRST_YEAR, LAST_YEAR
from booking.rules.wall import local
from booking.web.visitor import require

blueprint = Blueprint("day_sheet", __name__, url_prefix="/desk/day")
_A_DAY = timedelta(days=1)


@blueprint.get("")
def today() -> Any:
    require("desk")
    on = local(clock.now(), centre().tzid).date()
    return redirect(url_for(".show", day=on.isoformat()), 303)


@blueprint.get("/<day>")
def show(day: str) -> Any:
    require("desk")
    on, tzid, now = _read(day), centre().tzid, clock.now()
    return render_template(
        "desk/day.html",
        on=on,
        before=(on - _A_DAY).isoformat(),
        after=(on + _A_DAY).isoformat(),
        is_today=on == local(now, tzid).date(),
        dates=held_between(on, on, tzid),
        tzid=tzid,
        now=now,
    )


def _read(day: str) -> date:
    """Raises NotFound."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise NotFound() from None
    if not FIRST_YEAR < on.year < LAST_YEAR:
        raise NotFound()
    return on
